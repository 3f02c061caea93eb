import { expect, test, vi } from 'vitest';
import { createManualScheduler } from './manual-scheduler.ts';
import { type Pause, retry } from './retry.ts';

function failing(times: number) {
  let calls = 0;
  return async () => {
    calls += 1;
    if (calls <= times) throw new Error(`away ${calls}`);
    return calls;
  };
}

test('attempts again after growing pauses, up to the longest, until it succeeds', async () => {
  const scheduler = createManualScheduler();
  const pauses: Pause[] = [];
  const result = retry(failing(5), {
    scheduler,
    random: () => 0.5,
    firstPauseMs: 100,
    longestPauseMs: 500,
    onPause: (pause) => pauses.push(pause),
  });
  for (let failures = 1; failures <= 5; failures += 1) {
    await vi.waitFor(() => expect(scheduler.waiting).toBe(1));
    scheduler.advance(500);
  }
  expect(await result).toBe(6);
  expect(pauses.map((pause) => pause.pauseMs)).toEqual([75, 150, 300, 375, 375]);
  expect(pauses.map((pause) => [pause.failures, String(pause.error)])[1]).toEqual([2, 'Error: away 2']);
});

test('spreads pauses over the second half of their length', async () => {
  const asked = async (random: number) => {
    const scheduler = createManualScheduler();
    const result = retry(failing(1), { scheduler, random: () => random, firstPauseMs: 1000 });
    await vi.waitFor(() => expect(scheduler.waiting).toBe(1));
    scheduler.advance(1000);
    await result;
    return scheduler.asked;
  };
  expect(await asked(0)).toEqual([500]);
  expect(await asked(0.999)).toEqual([1000]);
});

test('pauses as long as a server asked for, also beyond the longest pause', async () => {
  const scheduler = createManualScheduler();
  const result = retry(failing(1), { scheduler, longestPauseMs: 500, leastPauseMs: () => 7000 });
  await vi.waitFor(() => expect(scheduler.waiting).toBe(1));
  scheduler.advance(7000);
  expect(await result).toBe(2);
  expect(scheduler.asked).toEqual([7000]);
});

test('an error that is not transient ends it', async () => {
  const attempt = vi.fn(failing(1));
  await expect(retry(attempt, { isTransient: () => false })).rejects.toThrow('away 1');
  expect(attempt).toHaveBeenCalledTimes(1);
});

test('aborting ends a pause at once and leaves no timer', async () => {
  const scheduler = createManualScheduler();
  const controller = new AbortController();
  const result = retry(failing(9), { scheduler, signal: controller.signal });
  await vi.waitFor(() => expect(scheduler.waiting).toBe(1));
  controller.abort(new Error('stopping'));
  await expect(result).rejects.toThrow('stopping');
  expect(scheduler.waiting).toBe(0);
});

test('nothing is attempted once aborted', async () => {
  const attempt = vi.fn(failing(0));
  await expect(retry(attempt, { signal: AbortSignal.abort(new Error('stopping')) })).rejects.toThrow(
    'stopping',
  );
  expect(attempt).not.toHaveBeenCalled();
});
