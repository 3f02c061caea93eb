import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type RedisServer, startRedis } from '../../../../test/servers/redis.ts';
import {
  ANA,
  BEN,
  bytes,
  commitOf,
  plain,
  plainParts,
  stepOf,
  steps,
  TOPIC,
} from '../../contract/samples.ts';
import type { AggregateStore } from '../port.ts';
import { connect, type RedisConnectionOptions } from './connection.ts';
import { createCuttingProxy } from './testing/cutting-proxy.ts';
import { openRedisStore } from './testing/stores.ts';

describe('the Redis store', () => {
  let server: RedisServer;
  let opened: { close(): Promise<void> }[] = [];

  beforeEach(async () => {
    server = await startRedis();
  });

  afterEach(async () => {
    for (const one of opened.reverse()) await one.close();
    opened = [];
    await server.destroy();
  });

  async function open(
    options: Partial<RedisConnectionOptions> = {},
    partitions = 1,
  ): Promise<AggregateStore> {
    const store = await openRedisStore({ addresses: [server], ...options }, 'faults', partitions);
    opened.push(store);
    return store;
  }

  async function admin(name: string, ...args: string[]): Promise<unknown> {
    const connection = connect({ addresses: [server] });
    try {
      return await connection.send(name, args);
    } finally {
      await connection.close();
    }
  }

  const positionOf = async (store: AggregateStore) => (await store.progress())[0]?.positions[TOPIC];

  it('sends a script again that Redis forgot', async () => {
    const store = await open();
    const claim = await store.claim(0);
    const content = await store.claim('content');
    await store.commit(0, claim, stepOf(ANA, 'posts', bytes(1), 0));
    await admin('SCRIPT', 'FLUSH');
    expect(await store.commit(0, claim, stepOf(ANA, 'posts', bytes(2), 1))).toBe('committed');
    await admin('SCRIPT', 'FLUSH');
    expect((await store.load(0, [{ ...ANA, part: 'posts' }])).map(plain)).toEqual([[2]]);
    await admin('SCRIPT', 'FLUSH');
    const courseParts = [{ courseId: 'course-a', part: 'items', bytes: bytes(3) }];
    expect(await store.commit('content', content, commitOf({ courseParts }))).toBe('committed');
  });

  it('needs two commands for a slice: one loads, one commits', async () => {
    const store = await open();
    const claim = await store.claim(0);
    const slice = [ANA, BEN].flatMap((learner) => ['day/1', 'day/2'].map((part) => ({ ...learner, part })));
    const parts = slice.map((ref) => ({ ...ref, bytes: bytes(1) }));
    await store.load(0, slice);
    await store.commit(0, claim, commitOf({ parts }));
    await admin('CONFIG', 'RESETSTAT');
    await store.load(0, slice);
    await store.commit(0, claim, commitOf({ parts }));
    const stats = String(await admin('INFO', 'commandstats'));
    expect(/^cmdstat_evalsha:calls=(\d+)/m.exec(stats)?.[1]).toBe('2');
    expect(stats).not.toMatch(/^cmdstat_eval:/m);
  });

  it('is told "already committed" where the client sent a commit twice, and one claim is one claim', async () => {
    const proxy = await createCuttingProxy(server);
    opened.push(proxy);
    const store = await open({ addresses: [proxy] }, 2);
    const step = stepOf(ANA, 'posts', bytes(1), 0);
    // Redis must know the scripts, or the answer that is cut off would be that it does not.
    await store.commit(1, await store.claim(1), commitOf({}));
    proxy.cutNextAnswer();
    const claim = await store.claim(0);
    expect(claim.epoch).toBe(1);
    proxy.cutNextAnswer();
    expect(await store.commit(0, claim, step)).toBe('already-committed');
    expect(proxy.cuts()).toBe(2);
    expect(await store.progress()).toMatchObject([
      { epoch: 1, positions: { [TOPIC]: 1 }, counts: { [TOPIC]: { applied: 1 } } },
      { partition: 1 },
    ]);
  });

  it('fences the owner where an older copy of the data came back, and tells its readers all that is new', async () => {
    const store = await open();
    const claim = await store.claim(0);
    await steps(store, claim, [{ learner: ANA, part: 'posts', bytes: bytes(1) }]);
    await server.stop();
    const copy = await server.backup();
    await server.start();
    await steps(store, { ...claim, positions: { [TOPIC]: 1 } }, [
      { learner: BEN, part: 'posts', bytes: bytes(2) },
    ]);
    const { cursor } = await store.changes(0, 10);
    await server.stop();
    await server.restore(copy);
    await server.start();

    expect(await store.commit(0, claim, stepOf(BEN, 'posts', bytes(3), 2))).toBe('fenced');
    const idle = { positions: { [TOPIC]: { from: 2, to: 2 } } };
    expect(await store.commit(0, claim, commitOf(idle))).toBe('fenced');
    const again = await store.claim(0);
    expect(again).toMatchObject({ epoch: 2, positions: { [TOPIC]: 1 } });
    expect(await store.read(BEN)).toBeNull();
    await steps(store, again, [{ learner: BEN, part: 'posts', bytes: bytes(2) }]);
    expect((await store.changes(cursor, 10)).learners).toContainEqual(BEN);
    expect(plainParts((await store.read(BEN))?.parts)).toEqual({ posts: [2] });
  });

  it('fences the owner where Redis was emptied, also a commit without records', async () => {
    const store = await open({}, 2);
    const claim = await store.claim(0);
    await steps(store, claim, [{ learner: ANA, part: 'posts', bytes: bytes(1) }]);
    const { cursor } = await store.changes(0, 10);
    await server.stop();
    await server.restore(null);
    await server.start();

    expect(await store.commit(0, claim, commitOf({}))).toBe('fenced');
    expect(await store.changes(cursor, 10)).toEqual({ learners: [], cursor: 0 });
    const again = await store.claim(0);
    expect(again).toMatchObject({ epoch: 1, positions: {} });
    expect(await store.commit(0, claim, stepOf(ANA, 'posts', bytes(1), 0))).toBe('fenced');
    await steps(store, again, [{ learner: ANA, part: 'posts', bytes: bytes(1) }]);
    expect((await store.changes(cursor, 10)).learners).toEqual([ANA]);
    await expect(open({}, 3)).rejects.toMatchObject({ code: 'STORE_PARTITIONS_MISMATCH' });
  });

  it('says that Redis is away, and goes on when it is back', async () => {
    const store = await open();
    const claim = await store.claim(0);
    await server.stop();
    const step = stepOf(ANA, 'posts', bytes(1), 0);
    await expect(store.commit(0, claim, step)).rejects.toMatchObject({
      code: 'STORE_UNREACHABLE',
      message: expect.stringContaining('ECONNREFUSED'),
    });
    await expect(open()).rejects.toMatchObject({ code: 'STORE_UNREACHABLE' });
    await server.start();
    const answer = await vi.waitFor(() => store.commit(0, claim, step), { timeout: 10_000 });
    expect(answer).toBe('committed');
    expect(await positionOf(store)).toBe(1);
  });

  it('waits no longer than its time-out for a Redis that hangs, and goes on when it wakes up', async () => {
    const store = await open({ commandTimeoutMs: 200 });
    const claim = await store.claim(0);
    server.freeze();
    const step = stepOf(ANA, 'posts', bytes(1), 0);
    await expect(store.commit(0, claim, step)).rejects.toMatchObject({ code: 'STORE_UNREACHABLE' });
    server.thaw();
    const answer = await vi.waitFor(() => store.commit(0, claim, step), { timeout: 10_000 });
    // The command that was given up may still have been done.
    expect(['committed', 'already-committed']).toContain(answer);
    expect(await store.progress()).toMatchObject([{ counts: { [TOPIC]: { applied: 1 } } }]);
  });

  it('closes while Redis hangs or is gone', async () => {
    const patient = { commandTimeoutMs: 120_000 };
    const stores = [await open(), await open(patient)] as const;
    server.freeze();
    const waiting = stores[0].meta(ANA);
    const told = expect(waiting).rejects.toMatchObject({ code: 'STORE_CLOSED' });
    await stores[0].close();
    await told;
    server.thaw();
    await server.stop('SIGKILL');
    await expect(stores[1].meta(ANA)).rejects.toMatchObject({ code: 'STORE_UNREACHABLE' });
    const left = expect(stores[1].meta(ANA)).rejects.toMatchObject({ code: 'STORE_CLOSED' });
    await stores[1].close();
    await left;
  });

  it('writes nothing of a slice where memory is full, and all of it when there is more', async () => {
    const store = await open();
    const claim = await store.claim(0);
    await admin('CONFIG', 'SET', 'maxmemory', '1');
    const step = stepOf(ANA, 'posts', bytes(1), 0);
    await expect(store.commit(0, claim, step)).rejects.toMatchObject({ code: 'STORE_STORAGE_FAILED' });
    expect(await store.read(ANA)).toBeNull();
    expect(await positionOf(store)).toBeUndefined();
    await admin('CONFIG', 'SET', 'maxmemory', '0');
    expect(await store.commit(0, claim, step)).toBe('committed');
  });

  it('reports keys that something else wrote', async () => {
    const store = await open();
    await admin('SET', '{faults:0}:partition', 'not a hash');
    await expect(store.claim(0)).rejects.toMatchObject({ code: 'STORE_REPLY_UNEXPECTED' });
  });
});
