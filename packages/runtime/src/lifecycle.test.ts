import { EventEmitter } from 'node:events';
import { expect, test, vi } from 'vitest';
import { createLifecycle } from './lifecycle.ts';
import { silentLogger } from './logging.ts';
import { createManualScheduler } from './manual-scheduler.ts';

function setUp() {
  const signals = new EventEmitter();
  const scheduler = createManualScheduler();
  const exit = vi.fn<(code: number) => void>();
  const error = vi.fn();
  const logger = { ...silentLogger, error };
  const lifecycle = createLifecycle({ logger, exit, signals, scheduler });
  return { signals, scheduler, exit, error, lifecycle };
}

test.each(['SIGINT', 'SIGTERM'])(
  '%s stops the parts one after the other, last started first',
  async (signal) => {
    const { signals, exit, lifecycle, scheduler } = setUp();
    const order: string[] = [];
    lifecycle.onStop('store', () => void order.push('store'));
    lifecycle.onStop('gateway', async () => {
      order.push('gateway stops');
      await Promise.resolve();
      order.push('gateway stopped');
    });
    signals.emit(signal, signal);
    expect(lifecycle.signal.aborted).toBe(true);
    await vi.waitFor(() => expect(exit).toHaveBeenCalledWith(0));
    expect(order).toEqual(['gateway stops', 'gateway stopped', 'store']);
    expect(scheduler.waiting).toBe(0);
    expect(signals.eventNames()).toEqual([]);
  },
);

test('a part that fails to stop does not keep the others', async () => {
  const { exit, error, lifecycle } = setUp();
  const stopStore = vi.fn();
  lifecycle.onStop('store', stopStore);
  lifecycle.onStop('gateway', () => Promise.reject(new Error('stuck')));
  await lifecycle.stop('done');
  expect(stopStore).toHaveBeenCalledOnce();
  expect(exit).toHaveBeenCalledExactlyOnceWith(1);
  expect(error.mock.calls[0]?.[0]).toMatchObject({ part: 'gateway' });
});

test('ends when the grace time is over, naming the part that hangs', async () => {
  const { exit, error, lifecycle, scheduler } = setUp();
  lifecycle.onStop('log', () => new Promise<void>(() => {}));
  const stopped = lifecycle.stop('done');
  scheduler.advance(9_999);
  expect(exit).not.toHaveBeenCalled();
  scheduler.advance(1);
  await stopped;
  expect(exit).toHaveBeenCalledExactlyOnceWith(1);
  expect(error.mock.calls[0]?.[0]).toMatchObject({ part: 'log' });
});

test('a second signal exits at once', async () => {
  const { signals, exit, lifecycle } = setUp();
  lifecycle.onStop('log', () => new Promise<void>(() => {}));
  signals.emit('SIGTERM', 'SIGTERM');
  expect(exit).not.toHaveBeenCalled();
  signals.emit('SIGINT', 'SIGINT');
  expect(exit).toHaveBeenCalledExactlyOnceWith(130);
});

test('a failure of our own exits with 1, and asking twice stops once', async () => {
  const { exit, lifecycle } = setUp();
  const stopLog = vi.fn();
  lifecycle.onStop('log', stopLog);
  await Promise.all([lifecycle.stop('broken', new Error('invariant')), lifecycle.stop('again')]);
  expect(stopLog).toHaveBeenCalledOnce();
  expect(exit).toHaveBeenCalledExactlyOnceWith(1);
});
