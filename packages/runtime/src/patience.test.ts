import { expect, test, vi } from 'vitest';
import { TrackerError } from './errors.ts';
import { silentLogger } from './logging.ts';
import { createManualScheduler } from './manual-scheduler.ts';
import { createPatience } from './patience.ts';

const patience = (signal = new AbortController().signal) => {
  const scheduler = createManualScheduler();
  return { scheduler, patiently: createPatience({ logger: silentLogger, signal, scheduler }) };
};
/** Fails with `error` once, then answers. */
const failing = (error: unknown) => {
  let attempts = 0;
  return async () => {
    attempts += 1;
    if (attempts === 1) throw error;
    return attempts;
  };
};

test.each([
  new Error('connection lost'),
  new TrackerError('STORE_STORAGE_FAILED', 'disk full', ''),
  new TrackerError('LOG_STORAGE_FAILED', 'locked', ''),
  new TrackerError('LOG_UNREACHABLE', 'no broker', ''),
  new TrackerError('REGISTRY_UNREACHABLE', 'no registry', ''),
])('%o is waited out', async (error) => {
  const { scheduler, patiently } = patience();
  const answer = patiently('ask', failing(error));
  await vi.waitUntil(() => scheduler.waiting > 0);
  scheduler.advance(60_000);
  expect(await answer).toBe(2);
});

test('an error that will not pass is thrown at once', async () => {
  const { scheduler, patiently } = patience();
  const closed = new TrackerError('STORE_CLOSED', 'closed', '');
  await expect(patiently('ask', failing(closed))).rejects.toBe(closed);
  expect(scheduler.asked).toEqual([]);
});

test('waiting ends when the process stops', async () => {
  const stopping = new AbortController();
  const { scheduler, patiently } = patience(stopping.signal);
  const answer = patiently('ask', failing(new Error('connection lost')));
  await vi.waitUntil(() => scheduler.waiting > 0);
  stopping.abort(new Error('stopping'));
  await expect(answer).rejects.toThrow('stopping');
});

test('an attempt that still runs is not waited for when the process stops', async () => {
  const stopping = new AbortController();
  const { patiently } = patience(stopping.signal);
  const answer = patiently('ask', () => new Promise(() => {}));
  stopping.abort(new Error('stopping'));
  await expect(answer).rejects.toThrow('stopping');
});
