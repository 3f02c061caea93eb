import { expect, test } from 'vitest';
import { METRIC_DEFINITIONS, telemetryPage } from './metric-definitions.ts';
import { collectProcessTelemetry, createTelemetry } from './telemetry.ts';

test('counters, gauges and histograms come out under their names', async () => {
  const telemetry = createTelemetry();
  telemetry.count('learning_tracker_dependency_waits_total', { dependency: 'bad_time' });
  telemetry.count('learning_tracker_dependency_waits_total', { dependency: 'bad_time' }, 4);
  telemetry.counter('learning_tracker_dependency_waits_total', { dependency: 'bad_time' }).add(2);
  telemetry.set('learning_tracker_partition_complete', { partition: 2 }, 1);
  telemetry.observe('learning_tracker_commit_seconds', {}, 0.02);
  const text = await telemetry.text();
  expect(text).toContain('learning_tracker_dependency_waits_total{dependency="bad_time"} 7');
  expect(text).toContain('learning_tracker_partition_complete{partition="2"} 1');
  expect(text).toContain('learning_tracker_commit_seconds_bucket{le="0.01"} 0');
  expect(text).toContain('learning_tracker_commit_seconds_bucket{le="0.025"} 1');
});

test('a bound counter gives each amount once, however often the registry is read', async () => {
  const telemetry = createTelemetry();
  const bound = telemetry.counter('learning_tracker_files_total', { outcome: 'taken' });
  const same = telemetry.counter('learning_tracker_files_total', { outcome: 'taken' });
  expect(await telemetry.text()).not.toContain('outcome="taken"');
  bound.add(2);
  same.add(1);
  await telemetry.text();
  bound.add(0.5);
  expect(await telemetry.text()).toContain('learning_tracker_files_total{outcome="taken"} 3.5');
});

test('two registries do not share counts', async () => {
  const [one, other] = [createTelemetry(), createTelemetry()];
  one.count('learning_tracker_files_total', { outcome: 'taken' });
  expect(await other.text()).not.toContain('outcome="taken"');
});

test('a histogram with its labels fixed counts into the same buckets', async () => {
  const telemetry = createTelemetry();
  const bound = telemetry.histogram('learning_tracker_http_request_duration_seconds', { route: '/one' });
  bound.observe(0.004);
  telemetry.observe('learning_tracker_http_request_duration_seconds', { route: '/one' }, 0.2);
  const text = await telemetry.text();
  expect(text).toContain('duration_seconds_bucket{le="0.0025",route="/one"} 0');
  expect(text).toContain('duration_seconds_bucket{le="0.005",route="/one"} 1');
  expect(text).toContain('duration_seconds_count{route="/one"} 2');
});

test('process figures are added on request', async () => {
  const telemetry = createTelemetry();
  expect(await telemetry.text()).not.toContain('process_cpu');
  collectProcessTelemetry(telemetry);
  expect(await telemetry.text()).toContain('process_cpu');
});

test('names follow the Prometheus conventions', () => {
  for (const [name, { kind }] of Object.entries(METRIC_DEFINITIONS)) {
    expect(name).toMatch(/^learning_tracker_[a-z_]+$/);
    expect(name.endsWith('_total'), name).toBe(kind === 'counter');
    expect(name.endsWith('_seconds'), name).toBe(kind === 'histogram');
  }
});

test('the page has a line for each definition that is exported', () => {
  const page = telemetryPage((name) => name.startsWith('learning_tracker_http_'));
  expect(page.match(/^\| `learning_tracker_\w+`/gm)).toEqual([
    '| `learning_tracker_http_requests_total`',
    '| `learning_tracker_http_request_duration_seconds`',
  ]);
  expect(page).toContain('`route`, `status`');
});
