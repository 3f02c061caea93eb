import { createManualScheduler } from '@learning-tracker/runtime';
import { expect, test, vi } from 'vitest';
import type { ChangeStream, StreamListener } from '../api/learner-source.ts';
import { Problem, type ProblemKind } from '../api/problem.ts';
import { type Connection, keepFresh, POLL_MS } from './keep-fresh.ts';

/** A server, a network and a stream that the test moves. */
function setUp({ withStream = false } = {}) {
  const scheduler = createManualScheduler();
  const seen: Connection['kind'][] = [];
  const streams: { listener: StreamListener; end: () => void }[] = [];
  const world = { failure: null as ProblemKind | null, online: true, loads: 0, wake: () => {} };
  const stream: ChangeStream = {
    follow: (listener, signal) =>
      new Promise((resolve, reject) => {
        streams.push({ listener, end: () => reject(new Problem('unreachable', 'gone')) });
        signal.addEventListener('abort', () => resolve());
      }),
  };
  const fresh = keepFresh({
    load: async () => {
      world.loads += 1;
      if (world.failure !== null) throw new Problem(world.failure, 'no');
    },
    stream: withStream ? stream : null,
    network: {
      isOnline: () => world.online,
      watch: (onChange) => {
        world.wake = onChange;
        return () => {};
      },
    },
    scheduler,
    random: () => 1,
    onConnection: ({ kind }) => seen.push(kind),
  });
  const loaded = (count: number) => vi.waitFor(() => expect(world.loads).toBe(count));
  const became = (kind: Connection['kind']) => vi.waitFor(() => expect(seen.at(-1)).toBe(kind));
  return { ...fresh, world, scheduler, seen, streams, loaded, became };
}

test('without a stream it asks every 30 seconds', async () => {
  const { world, scheduler, became, loaded } = setUp();
  await became('polling');
  scheduler.advance(POLL_MS - 1);
  expect(world.loads).toBe(1);
  scheduler.advance(1);
  await loaded(2);
});

test('a stream that opens loads once more, and then only its changes do', async () => {
  const { scheduler, streams, became, loaded, world } = setUp({ withStream: true });
  await vi.waitFor(() => expect(streams).toHaveLength(1));
  streams[0]?.listener.onOpen();
  await became('live');
  await loaded(2);
  scheduler.advance(10 * POLL_MS);
  expect(world.loads).toBe(2);
  streams[0]?.listener.onChange();
  await loaded(3);
});

test('a stream that breaks is replaced, with asking meanwhile', async () => {
  const { scheduler, streams, became, world } = setUp({ withStream: true });
  await vi.waitFor(() => expect(streams).toHaveLength(1));
  streams[0]?.listener.onOpen();
  await became('live');
  const before = world.loads;
  streams[0]?.end();
  await vi.waitFor(() => expect(scheduler.waiting).toBe(1));
  scheduler.advance(1_000);
  await vi.waitFor(() => expect(streams).toHaveLength(2));
  expect(world.loads).toBe(before + 1);
  await became('polling');
});

test('failures are waited out with pauses that double up to a minute', async () => {
  const { world, scheduler, became, loaded } = setUp();
  await became('polling');
  world.failure = 'unreachable';
  scheduler.advance(POLL_MS);
  await became('failing');
  for (const [index, pause] of [1, 2, 4, 8, 16, 32, 60, 60].entries()) {
    await vi.waitFor(() => expect(scheduler.asked.at(-1)).toBe(pause * 1000));
    scheduler.advance(pause * 1000);
    await loaded(index + 3);
    await vi.waitFor(() => expect(scheduler.waiting).toBe(1));
  }
  world.failure = null;
  scheduler.advance(60_000);
  await became('polling');
});

test('the network going is said at once, and its coming back asked at once', async () => {
  const { world, became, loaded } = setUp();
  await became('polling');
  world.online = false;
  world.wake();
  await became('offline');
  world.online = true;
  world.wake();
  await loaded(2);
  await became('polling');
});

test('a refusal ends the asking', async () => {
  const { world, scheduler, became } = setUp({ withStream: true });
  await became('polling');
  world.failure = 'unauthorized';
  scheduler.advance(POLL_MS);
  await became('refused');
  scheduler.advance(100 * POLL_MS);
  expect(world.loads).toBe(2);
  expect(scheduler.waiting).toBe(0);
});

test('refreshes asked for during one become one more', async () => {
  const { world, refresh, became } = setUp();
  await became('polling');
  await Promise.all([refresh(), refresh(), refresh(), refresh()]);
  expect(world.loads).toBe(3);
});
