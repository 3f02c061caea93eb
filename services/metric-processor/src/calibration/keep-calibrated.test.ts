import { createManualScheduler, silentLogger } from '@learning-tracker/runtime';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { CALIBRATION_LOOK_MS, keepCalibrated } from './keep-calibrated.ts';

let end: number;
let owner: boolean;
let away: boolean;
let calibrations: number;
let stopping: AbortController;
let scheduler: ReturnType<typeof createManualScheduler>;
let kept: Promise<void>;

beforeEach(() => {
  [end, owner, away, calibrations] = [0, true, false, 0];
  stopping = new AbortController();
  scheduler = createManualScheduler();
  kept = keepCalibrated({
    log: {
      offsets: async (topic) => {
        if (away) throw new Error('no broker');
        return [{ topic, partition: 0, begin: 0, end }];
      },
    },
    isOwner: () => owner,
    calibrateIfDue: async () => {
      calibrations += 1;
    },
    logger: silentLogger,
    scheduler,
    signal: stopping.signal,
  });
});

afterEach(async () => {
  stopping.abort(new Error('stopping'));
  await kept;
});

async function look(): Promise<number> {
  await vi.waitUntil(() => scheduler.waiting === 1);
  scheduler.advance(CALIBRATION_LOOK_MS);
  await vi.waitUntil(() => scheduler.waiting === 1);
  return calibrations;
}

test('calibrates when the log has been quiet from one look to the next', async () => {
  expect(await look()).toBe(0);
  expect(await look()).toBe(1);
  end = 10;
  expect(await look()).toBe(1);
  end = 20;
  expect(await look()).toBe(1);
  expect(await look()).toBe(2);
});

test('only the owner of course-content calibrates, and a new owner looks for itself first', async () => {
  owner = false;
  await look();
  expect(await look()).toBe(0);
  owner = true;
  expect(await look()).toBe(0);
  expect(await look()).toBe(1);
});

test('a log that is away is looked at again', async () => {
  away = true;
  await look();
  away = false;
  expect(await look()).toBe(0);
  expect(await look()).toBe(1);
});
