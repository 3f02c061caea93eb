import { createManualScheduler, createTelemetry } from '@learning-tracker/runtime';
import { expect, test, vi } from 'vitest';
import { countCycle } from '../telemetry.ts';
import { DAY_MS, setUpApiWorld } from '../testing/api-world.ts';
import type { DownloadNews } from './deps.ts';
import { followExportApi } from './follow.ts';

const terminated = { server: { faults: { terminated: { times: 2 } } } };

test('jobs and downloads are counted by what became of them', async () => {
  const world = await setUpApiWorld({ server: { faults: { terminated: { times: 1 } } } });
  await world.tables(2);
  await world.clicks('2026-03-09', 2);
  const telemetry = createTelemetry();
  const cycle = world.start(countCycle(telemetry));
  await cycle.runOnce();
  world.pass(DAY_MS);
  await cycle.runOnce();
  const bytes = cycle.status().flatMap(({ files }) => files.map((file) => file.bytes));
  const text = await telemetry.text();
  const numbers = [...text.matchAll(/^(learning_tracker_(?:export_jobs|download)\S*) (\d+)$/gm)].map(
    ([, name, value]) => [name, Number(value)],
  );
  expect(Object.fromEntries(numbers)).toEqual({
    'learning_tracker_export_jobs_total{kind="tables",outcome="asked"}': 2,
    'learning_tracker_export_jobs_total{kind="tables",outcome="ready"}': 1,
    'learning_tracker_export_jobs_total{kind="tables",outcome="FETCH_JOB_TERMINATED"}': 1,
    'learning_tracker_export_jobs_total{kind="clickstream",outcome="asked"}': 2,
    'learning_tracker_export_jobs_total{kind="clickstream",outcome="ready"}': 2,
    'learning_tracker_downloads_total{outcome="done"}': bytes.length,
    learning_tracker_download_bytes_total: bytes.reduce((sum, each) => sum + each, 0),
  });
});

test('a download is told of from its begin to its end', async () => {
  const world = await setUpApiWorld();
  await world.tables(3);
  const news: DownloadNews[] = [];
  await world.start({ onDownload: (one) => news.push(one) }).runOnce();
  const [file] = world
    .start()
    .status()
    .flatMap(({ files }) => files);
  expect(news.map(({ state }) => state)).toEqual(['begun', ...news.slice(2).map(() => 'going'), 'done']);
  expect(new Set(news.map(({ path }) => path))).toEqual(new Set([file?.path]));
  expect(news.at(-1)).toMatchObject({ bytes: file?.bytes, total: file?.bytes });
});

test('what failed is noted for a person until it is had, or newer tables are', async () => {
  const world = await setUpApiWorld(terminated);
  await world.tables(2);
  await world.clicks('2026-03-09', 2);
  const cycle = world.start();
  await cycle.runOnce();
  expect(cycle.notes()).toEqual([
    expect.stringMatching(
      /^the clickstream export of course-1 for 2026-03-09 to 2026-03-09 failed \(FETCH_JOB_TERMINATED\), asked for again from 2026-03-11: job \w+ was terminated$/,
    ),
    expect.stringMatching(
      /^the tables export of course-1 for 2026-03-10 failed \(FETCH_JOB_TERMINATED\): job/,
    ),
  ]);
  world.pass(DAY_MS);
  await cycle.runOnce();
  expect(cycle.notes()).toEqual([]);
});

test('who may not work any more neither asks nor notes anything', async () => {
  const world = await setUpApiWorld();
  await world.tables(1);
  let leading = true;
  const dying = world.start({
    mayWork: () => leading,
    onStep: (step) => {
      if (step === 'request') leading = false;
    },
  });
  await expect(dying.runOnce()).rejects.toThrow('another one goes on');
  await expect(dying.runOnce()).rejects.toThrow('another one goes on');
  const made = world.server.jobs().length;
  expect(made).toBeLessThanOrEqual(1);
  await world.start().runOnce();
  expect(world.server.jobs()).toHaveLength(2);
});

test('a cycle that is followed runs at once, then on its schedule; why a run failed is a note until one succeeds', async () => {
  const scheduler = createManualScheduler();
  let passedMs = 0;
  const clock = { now: () => (Date.parse('2026-03-10T04:59:00Z') + passedMs) * 1000 };
  const runs: string[] = [];
  const cycle = {
    async runOnce() {
      runs.push(new Date(clock.now() / 1000).toISOString());
      if (runs.length < 3) throw new Error('no login');
      return { open: 0, failed: 0 };
    },
    notes: () => ['an order is late'],
  };
  const logger = { error: vi.fn() };
  const stopping = new AbortController();
  const following = followExportApi({
    cycle,
    pattern: '0 5-7 * * *',
    timeZone: 'UTC',
    clock,
    scheduler,
    logger,
  });
  const running = following.run(stopping.signal);
  const until = (count: number) =>
    vi.waitUntil(
      () => {
        if (runs.length < count && scheduler.waiting > 0) {
          passedMs += 60_000;
          scheduler.advance(60_000);
        }
        return runs.length >= count;
      },
      { interval: 0, timeout: 20_000 },
    );
  await until(2);
  expect(following.notes()).toEqual([
    'the last run over the export API failed: no login',
    'an order is late',
  ]);
  await until(3);
  await vi.waitUntil(() => scheduler.waiting > 0);
  expect(following.notes()).toEqual(['an order is late']);
  expect(runs.map((at) => at.slice(11, 16))).toEqual(['04:59', '05:00', '06:00']);
  expect(logger.error).toHaveBeenCalledTimes(2);
  stopping.abort();
  await running;
});
