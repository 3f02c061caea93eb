import fc from 'fast-check';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type RedisServer, startRedis } from '../../../../test/servers/redis.ts';
import { commitOf, refOf } from '../../contract/samples.ts';
import type { AggregateStore, Claim, LearnerRef } from '../port.ts';
import { connect, type RedisConnection } from './connection.ts';
import { createKeys, learnerName } from './keys.ts';
import { homeOf, openRedisStore } from './testing/stores.ts';

const PARTITIONS = 3;
const LEARNERS: readonly LearnerRef[] = Array.from({ length: 12 }, (_, n) => ({
  courseId: 'course-a',
  learnerId: `learner-${n}`,
}));

describe('the feed of changes over partitions', () => {
  let server: RedisServer;
  let admin: RedisConnection;
  let deployment: string;
  let runs = 0;
  const opened: AggregateStore[] = [];

  beforeAll(async () => {
    server = await startRedis();
    admin = connect({ addresses: [server] });
  });
  beforeEach(() => {
    deployment = `changes-${++runs}`;
  });
  afterEach(async () => {
    for (const store of opened.splice(0)) await store.close();
  });
  afterAll(async () => {
    await admin?.close();
    await server?.destroy();
  });

  async function open(): Promise<AggregateStore> {
    const store = await openRedisStore({ addresses: [server] }, deployment, PARTITIONS);
    opened.push(store);
    return store;
  }

  async function change(
    store: AggregateStore,
    claims: readonly Claim[],
    who: readonly LearnerRef[],
  ): Promise<void> {
    for (const claim of claims) {
      const learners = who
        .filter((ref) => homeOf(ref, PARTITIONS) === claim.partition)
        .map((ref) => ({ ...ref, revision: 'r', publishedAt: 1, processedAt: 1 }));
      if (learners.length === 0) continue;
      expect(await store.commit(claim.partition, claim, commitOf({ learners }))).toBe('committed');
    }
  }

  /** Puts a change where a server whose clock shows `place` would. */
  async function changeAt(learner: LearnerRef, place: number): Promise<void> {
    const { changes } = createKeys(deployment).partition(homeOf(learner, PARTITIONS));
    await admin.send('ZADD', [changes, place, learnerName(learner)]);
  }

  const inPartition = (partition: number): readonly LearnerRef[] =>
    LEARNERS.filter((ref) => homeOf(ref, PARTITIONS) === partition);
  const names = (learners: readonly LearnerRef[]) => learners.map(refOf).sort();

  it('tells every reader of every change after its cursor, however changes, readers and limits mix', async () => {
    const step = fc.oneof(
      fc.record({ change: fc.uniqueArray(fc.constantFrom(...LEARNERS), { minLength: 1, maxLength: 5 }) }),
      fc.record({ reader: fc.nat(1), limit: fc.integer({ min: 1, max: 4 }) }),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 25 }), async (course) => {
        deployment = `changes-${++runs}`;
        const store = await open();
        const claims = await Promise.all([0, 1, 2].map((partition) => store.claim(partition)));
        const readers = [0, 1].map(() => ({ cursor: 0, untold: new Set<string>() }));
        const read = async (reader: (typeof readers)[number], limit: number) => {
          const { learners, cursor } = await store.changes(reader.cursor, limit);
          for (const learner of learners) reader.untold.delete(refOf(learner));
          reader.cursor = cursor;
          return learners.length;
        };
        for (const one of course) {
          if ('change' in one) {
            await change(store, claims, one.change);
            for (const { untold } of readers) for (const learner of one.change) untold.add(refOf(learner));
          } else {
            const reader = readers[one.reader];
            if (reader !== undefined) await read(reader, one.limit);
          }
        }
        for (const reader of readers) {
          while ((await read(reader, 3)) > 0);
          expect([...reader.untold]).toEqual([]);
        }
        await store.close();
      }),
      { numRuns: 40 },
    );
  });

  it('misses nothing where the clock of a server is behind', async () => {
    const store = await open();
    const [ahead, behind] = [inPartition(0)[0], inPartition(1)[0]];
    if (ahead === undefined || behind === undefined) throw new Error('learners are all in one partition');
    await changeAt(ahead, 1_700_000_000_000_000);
    const { cursor } = await store.changes(0, 10);
    await changeAt(behind, 1_699_999_990_000_000);
    const next = await store.changes(cursor, 10);
    expect(next.learners).toEqual([behind]);
    expect(next.cursor).toBeGreaterThan(cursor);
    expect((await (await open()).changes(cursor, 10)).learners).toContainEqual(behind);
  });

  it('goes on from the cursor of another process, telling the last minute again and not what is older', async () => {
    const store = await open();
    const [old] = inPartition(2);
    if (old === undefined) throw new Error('a partition has no learner');
    await changeAt(old, 1_600_000_000_000_000);
    const recent = LEARNERS.filter((learner) => learner !== old);
    const claims = await Promise.all([0, 1, 2].map((partition) => store.claim(partition)));
    await change(store, claims, recent);
    const { cursor, learners } = await store.changes(0, 100);
    expect(names(learners)).toEqual(names(LEARNERS));
    const other = await open();
    const first = await other.changes(cursor, 100);
    expect(names(first.learners)).toEqual(names(recent));
    expect(await other.changes(first.cursor, 100)).toEqual({ learners: [], cursor: first.cursor });
  });
});
