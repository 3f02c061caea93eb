import { createManualScheduler } from '@learning-tracker/runtime';
import { expect, test, vi } from 'vitest';
import { DEFAULT_SCHEDULE, runOnSchedule } from './schedule.ts';

/** Runs on a clock that only the scheduler moves; returns the local times of the runs. */
async function runsOf(pattern: string, timeZone: string, from: string, count: number, fails = false) {
  const scheduler = createManualScheduler();
  let passedMs = 0;
  const clock = { now: () => (Date.parse(from) + passedMs) * 1000 };
  const stopping = new AbortController();
  const runs: string[] = [];
  const error = vi.fn();
  const running = runOnSchedule(
    {
      pattern,
      timeZone,
      clock,
      scheduler,
      logger: { error },
      run: async () => {
        runs.push(new Date(clock.now() / 1000).toISOString());
        if (fails) throw new Error('no');
      },
    },
    stopping.signal,
  );
  await vi.waitUntil(
    () => {
      if (runs.length < count && scheduler.waiting > 0) {
        passedMs += 600_000;
        scheduler.advance(600_000);
      }
      return runs.length >= count;
    },
    { interval: 0, timeout: 20_000 },
  );
  stopping.abort();
  await running;
  return { runs, errors: error.mock.calls.length };
}

test('three times a day, an hour apart, in the time zone, across its change of time', async () => {
  const { runs } = await runsOf(DEFAULT_SCHEDULE, 'Europe/Amsterdam', '2026-03-28T00:00:00Z', 6);
  expect(runs).toEqual([
    '2026-03-28T04:00:00.000Z',
    '2026-03-28T05:00:00.000Z',
    '2026-03-28T06:00:00.000Z',
    '2026-03-29T03:00:00.000Z',
    '2026-03-29T04:00:00.000Z',
    '2026-03-29T05:00:00.000Z',
  ]);
});

test('a run that fails is told, and the next one has its time', async () => {
  const { runs, errors } = await runsOf('0 12 * * *', 'UTC', '2026-01-01T00:00:00Z', 2, true);
  expect([runs.length, errors]).toEqual([2, 2]);
});
