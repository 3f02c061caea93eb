import { Redis } from 'ioredis';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type RedisServer, startRedis } from '../../../../test/servers/redis.ts';
import { ANA, BEN, bytes, commitOf, DORA, plain, scanned, stepOf } from '../../contract/samples.ts';
import type { AggregateStore } from '../port.ts';
import { openRedisStore } from './testing/stores.ts';

const MANY = 9_001;

describe('a slice in Redis', () => {
  let server: RedisServer;
  let store: AggregateStore;
  let runs = 0;
  let now = 0;

  beforeAll(async () => {
    server = await startRedis();
  });
  afterEach(() => store?.close());
  afterAll(() => server?.destroy());

  async function open(partitions = 1): Promise<AggregateStore> {
    store = await openRedisStore({ addresses: [server] }, `slices-${++runs}`, partitions, { now: () => now });
    return store;
  }

  const numbers = Array.from({ length: MANY }, (_, n) => n);
  const bytesOf = (n: number) => bytes(n % 256, n >> 8);

  it('may hold thousands of parts of one learner, and of one course', async () => {
    await open();
    const parts = numbers.map((n) => ({ ...ANA, part: `day/${n}`, bytes: bytesOf(n) }));
    const learners = [{ ...ANA, revision: 'r', publishedAt: 1, processedAt: 1 }];
    const courseParts = parts.map(({ courseId, part, bytes }) => ({ courseId, part, bytes }));
    expect(await store.commit(0, await store.claim(0), commitOf({ parts, learners }))).toBe('committed');
    expect(await store.commit('content', await store.claim('content'), commitOf({ courseParts }))).toBe(
      'committed',
    );
    const expected = parts.map((part) => plain(part.bytes));
    expect((await store.load(0, parts)).map(plain)).toEqual(expected);
    expect((await store.loadCourseParts(courseParts)).map(plain)).toEqual(expected);
    expect((await store.read(ANA))?.parts.size).toBe(MANY);
  });

  it('may hold thousands of learners, with a feed that keeps their order', async () => {
    await open();
    const refs = numbers.map((n) => ({ courseId: 'c', learnerId: `learner ${n}` }));
    const learners = refs.map((ref) => ({ ...ref, revision: 'r', publishedAt: 1, processedAt: 1 }));
    const parts = refs.map((ref, n) => ({ ...ref, part: 'posts', bytes: bytesOf(n) }));
    expect(await store.commit(0, await store.claim(0), commitOf({ parts, learners }))).toBe('committed');
    expect((await store.changes(0, MANY)).learners).toEqual(refs);
    expect(await scanned(store.scan(0))).toHaveLength(MANY);
  });

  it('is loaded in one round trip, parts and metadata together, each in its order', async () => {
    await open();
    const meta = { revision: 'r', publishedAt: 1, processedAt: 2 };
    const parts = [{ ...ANA, part: 'posts', bytes: bytes(7) }];
    await store.commit(0, await store.claim(0), commitOf({ parts, learners: [{ ...ANA, ...meta }] }));
    const before = await scriptCalls(server);
    const [loaded, metas] = await Promise.all([
      store.load(0, [{ ...BEN, part: 'posts' }, { ...ANA, part: 'day/1' }, ...parts]),
      store.loadMeta(0, [BEN, ANA]),
    ]);
    expect((await scriptCalls(server)) - before).toBe(1);
    expect(loaded.map(plain)).toEqual([null, null, [7]]);
    expect(metas).toEqual([null, meta]);
  });

  it('must hold what is of its partition', async () => {
    await open(2);
    const [first, content] = [await store.claim(0), await store.claim('content')];
    const misplaced = { code: 'STORE_PARTITION_UNKNOWN' };
    const step = stepOf(ANA, 'posts', bytes(1), 0);
    const courseParts = [{ courseId: 'c', part: 'items', bytes: bytes(1) }];
    const foreign = [...step.parts, { ...DORA, part: 'posts', bytes: bytes(1) }];
    await expect(store.commit(0, first, { ...step, parts: foreign })).rejects.toMatchObject(misplaced);
    await expect(store.commit(0, first, { ...step, courseParts })).rejects.toMatchObject(misplaced);
    await expect(store.commit('content', content, step)).rejects.toMatchObject(misplaced);
    expect(await store.read(ANA)).toBeNull();
    expect(await store.commit(0, first, step)).toBe('committed');
  });

  it('leaves a learner without metadata out of what readers see', async () => {
    await open();
    const parts = [
      { ...BEN, part: 'posts', bytes: bytes(1) },
      { ...ANA, part: 'posts', bytes: bytes(2) },
    ];
    const learners = [{ ...ANA, revision: 'r', publishedAt: 1, processedAt: 1 }];
    await store.commit(0, await store.claim(0), commitOf({ parts, learners }));
    expect(await store.read(BEN)).toBeNull();
    expect((await store.changes(0, 10)).learners).toEqual([ANA]);
    expect((await scanned(store.scan(0))).map(({ learnerId }) => learnerId)).toEqual([ANA.learnerId]);
  });

  it('gives a course a greater version each time, by the clock where that is ahead', async () => {
    await open();
    const claim = await store.claim('content');
    const versions: (number | null)[] = [];
    for (now of [
      1_588_000_000_123_456, 1_588_000_000_123_456, 1_587_000_000_000_000, 1_589_000_000_000_001,
    ]) {
      const courseParts = [{ courseId: 'course-a', part: 'items', bytes: bytes(1) }];
      await store.commit('content', claim, commitOf({ courseParts }));
      versions.push(await store.courseVersion('course-a'));
    }
    const first = 1_588_000_000_123_456;
    expect(versions).toEqual([first, first + 1, first + 2, 1_589_000_000_000_001]);
  });
});

async function scriptCalls({ host, port }: RedisServer): Promise<number> {
  const client = new Redis({ host, port, protocol: 2 });
  try {
    const told = await client.info('commandstats');
    return Number(/^cmdstat_evalsha:calls=(\d+)/m.exec(told)?.[1] ?? 0);
  } finally {
    client.disconnect();
  }
}
