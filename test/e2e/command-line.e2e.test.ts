import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { CASE, temporaryFolder, tracker } from './support.ts';

const CONFIG = join(CASE, 'course.none.json');
const EXPORTS = join(CASE, 'inputs');

test.each(['', 'compute', 'run', 'fetch', 'generate', 'explain', 'inspect', 'demo'])(
  'help of "%s" has examples and ends with 0',
  (command) => {
    const { code, stdout } = tracker(...[command, '--help'].filter((word) => word !== ''));
    expect(code).toBe(0);
    if (command !== '') expect(stdout).toContain(`npx tracker ${command}`);
  },
);

test('what cannot be understood ends with 2 and says what is possible', () => {
  for (const args of [
    [],
    ['compute'],
    ['compute', '--nonsense'],
    ['no-such-command'],
    ['compute', '--config', CONFIG, '--exports', EXPORTS, '--profile', 'x'],
    ['explain', 'somebody'],
  ]) {
    const { code, stderr } = tracker(...args);
    expect({ args, code }).toEqual({ args, code: 2 });
    expect(stderr).not.toBe('');
  }
});

test('a configuration with several mistakes ends with 2 and lists them all', () => {
  const config = join(temporaryFolder(), 'course.json');
  writeFileSync(config, JSON.stringify({ courseId: 7, profile: 'best', unknown: 1 }));
  const { code, stderr } = tracker('compute', '--config', config, '--exports', EXPORTS);
  expect(code).toBe(2);
  for (const field of ['courseId', 'profile', 'unknown']) expect(stderr).toContain(field);
});

test('a missing or empty export folder ends with 1 and a hint', () => {
  const empty = temporaryFolder();
  expect(tracker('compute', '--config', CONFIG, '--exports', empty)).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('NO_EXPORTS'),
  });
  const missing = join(empty, 'missing');
  expect(tracker('compute', '--config', CONFIG, '--exports', missing)).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('INPUT_UNREADABLE'),
  });
});

test('compute under standard gives total, reason and raw beside the three figures', () => {
  const { code, stdout } = tracker(
    'compute',
    '--config',
    CONFIG,
    '--exports',
    EXPORTS,
    '--profile',
    'standard',
  );
  expect(code).toBe(0);
  const figures = Object.values<Record<string, Record<string, unknown>>>(JSON.parse(stdout));
  expect(figures.length).toBe(120);
  for (const metrics of figures) {
    for (const [id, metric] of Object.entries(metrics)) {
      expect(Object.keys(metric)).toEqual([
        'name',
        'value',
        'absolute_value',
        'scaled_value',
        'total',
        'reason',
        'raw',
      ]);
      expect(metric.name).toBe(id);
      if (metric.value === null) expect(metric.reason).not.toBeNull();
    }
  }
});

test('as of an earlier time, later facts do not count', () => {
  const at = (time: string) =>
    JSON.parse(tracker('compute', '--config', CONFIG, '--exports', EXPORTS, '--as-of', time).stdout);
  const sum = (results: Record<string, { metric_7: { absolute_value: number } }>) =>
    Object.values(results).reduce((total, { metric_7 }) => total + metric_7.absolute_value, 0);
  const early = sum(at('2020-05-15T00:00:00Z'));
  const late = sum(at('2020-12-31'));
  expect(early).toBeGreaterThan(0);
  expect(late).toBeGreaterThan(early);
});

test('generate, then compute, explain and inspect what was generated', () => {
  const folder = join(temporaryFolder(), 'course');
  expect(tracker('generate', '--out', folder, '--seed', '3', '--learners', '40', '--weeks', '3').code).toBe(
    0,
  );
  const source = ['--config', join(folder, 'course.json'), '--exports', folder];
  const figures = JSON.parse(tracker('compute', ...source).stdout);
  const learners = Object.keys(figures);
  expect(learners.length).toBeGreaterThanOrEqual(40);
  const learner = learners.find((id) => figures[id].metric_4.value > 1) ?? '';
  const explained = tracker('explain', learner, 'metric_4', ...source);
  expect(explained.code).toBe(0);
  expect(explained.stdout).toContain(`value ${figures[learner].metric_4.value},`);
  const inspected = JSON.parse(tracker('inspect', learner, ...source, '--json').stdout);
  expect(inspected.figures.metric_4.value).toBe(figures[learner].metric_4.value);
  expect(tracker('inspect', 'nobody', ...source)).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('LEARNER_UNKNOWN'),
  });
});

test('two courses are answered by course id', () => {
  const folder = temporaryFolder();
  mkdirSync(join(folder, 'exports'));
  const seeds = ['1', '2'];
  const configs = seeds.map((seed) => {
    const out = join(folder, 'exports', seed);
    tracker('generate', '--out', out, '--seed', seed, '--learners', '30', '--weeks', '2');
    return JSON.parse(readFileSync(join(out, 'course.json'), 'utf8'));
  });
  const config = join(folder, 'courses.json');
  writeFileSync(config, JSON.stringify(configs));
  const { code, stdout, stderr } = tracker(
    'compute',
    '--config',
    config,
    '--exports',
    join(folder, 'exports'),
  );
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  const results = JSON.parse(stdout);
  expect(Object.keys(results).sort()).toEqual(configs.map(({ courseId }) => courseId).sort());
  expect(new Set(configs.map(({ courseId }) => courseId)).size).toBe(2);
});

test('an output file appears whole or not at all', () => {
  const folder = temporaryFolder();
  const out = join(folder, 'no-such-folder', 'figures.json');
  expect(tracker('compute', '--config', CONFIG, '--exports', EXPORTS, '--out', out).code).toBe(1);
  expect(existsSync(out)).toBe(false);
  expect(readdirSync(folder)).toEqual([]);
});
