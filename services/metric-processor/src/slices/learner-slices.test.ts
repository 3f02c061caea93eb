import { createPatience, type Scheduler, silentLogger, systemScheduler } from '@learning-tracker/runtime';
import { type AggregateStore, combine, EMPTY_REVISION, partDigest } from '@learning-tracker/storage';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  type AddressedFact,
  arbitraryFacts,
  directBytes,
  recordOf,
  someFacts,
  storedBytes,
} from '../testing/facts.ts';
import { createWorkbench, recordsIn, type Workbench } from '../testing/workbench.ts';
import { createLearnerSlices, type LearnerSlicesOptions } from './learner-slices.ts';

let bench: Workbench;
beforeEach(async () => {
  bench = await createWorkbench();
});
afterEach(() => bench.dispose());

const NEVER = new AbortController().signal;
/** Lets no pause last. */
const AT_ONCE: Scheduler = {
  after(_ms, task) {
    task();
    return () => {};
  },
};

/** All facts as one batch of the only partition. */
function batchOf(facts: readonly AddressedFact[]) {
  const records = facts.map((fact, offset) => {
    const { key, value } = recordOf(bench.serde, fact);
    return { offset, appendedAt: 1, key, value };
  });
  return { topic: 'mixed', partition: 0, records, highWatermark: records.length };
}

type Limits = Pick<LearnerSlicesOptions, 'maxChangedParts' | 'maxCachedParts'>;

function slicesFor(store: AggregateStore, limits: Limits) {
  const patiently = createPatience({ logger: silentLogger, signal: NEVER, scheduler: systemScheduler });
  return createLearnerSlices({ ...bench, ...limits, partition: 0, store, patiently, isErased: () => false });
}

function slicesOf(name: string, limits: Limits) {
  const store = bench.openStore(name, 1);
  return { store, slices: slicesFor(store, limits) };
}

/** Applies and commits slice by slice, as the owner of the partition does. @returns records taken by each */
async function run({ store, slices }: ReturnType<typeof slicesOf>, facts: readonly AddressedFact[]) {
  const batch = batchOf(facts);
  const claim = await store.claim(0);
  const taken: number[] = [];
  for (let start = 0; start < facts.length; start += taken.at(-1) ?? 0) {
    const slice = await slices.apply(batch, start);
    expect(recordsIn(slice.counts)).toBe(slice.taken);
    const positions = { [batch.topic]: { from: start, to: start + slice.taken } };
    const commit = { positions, counts: {}, complete: false, ...slice.changes };
    expect(await store.commit(0, claim, commit)).toBe('committed');
    taken.push(slice.taken);
  }
  return taken;
}

describe('a slice', () => {
  const click = (learnerId: string, day: number): AddressedFact => ({
    learnerId,
    fact: {
      type: 'click',
      kind: 'access',
      at: day * 86_400_000_000,
      url: '',
      identity: new Uint8Array(16),
      occurrence: 0,
    },
  });

  test('ends when it has touched the most parts it may', async () => {
    const facts = [click('ann', 1), click('ann', 1), click('bob', 1), click('ann', 2), click('bob', 2)];
    // ann's day 1 twice and bob's day 1 are two parts; then ann's and bob's day 2.
    expect(await run(slicesOf('two', { maxChangedParts: 2, maxCachedParts: 100 }), facts)).toEqual([3, 2]);
    expect(await run(slicesOf('one', { maxChangedParts: 1, maxCachedParts: 100 }), facts)).toEqual([
      1, 1, 1, 1, 1,
    ]);
    expect(await run(slicesOf('all', { maxChangedParts: 9, maxCachedParts: 100 }), facts)).toEqual([5]);
  });

  test('asks the store only for parts that are not cached', async () => {
    const asked = async (maxCachedParts: number) => {
      const { store } = slicesOf(`cached-${maxCachedParts}`, { maxChangedParts: 1, maxCachedParts });
      const names: string[] = [];
      const load: typeof store.load = (partition, parts) => {
        names.push(...parts.map(({ part }) => part));
        return store.load(partition, parts);
      };
      const limits = { maxChangedParts: 1, maxCachedParts };
      const watched = { store: { ...store, load }, slices: slicesFor({ ...store, load }, limits) };
      await run(watched, [click('ann', 1), click('ann', 2), click('ann', 1), click('ann', 2)]);
      return names;
    };
    expect(await asked(100)).toEqual(['day/1', 'day/2']);
    // Only the newest day outlives a turn of the cache.
    expect(await asked(2)).toEqual(['day/1', 'day/2', 'day/1']);
  });

  test('that changes nothing writes nothing', async () => {
    const { slices } = slicesOf('only', { maxChangedParts: 9, maxCachedParts: 100 });
    await slices.apply(batchOf([click('ann', 1)]), 0);
    const again = await slices.apply(batchOf([click('ann', 1)]), 0);
    expect(again).toMatchObject({ counts: { unchanged: 1 }, changes: { parts: [], learners: [] } });
  });

  test('is applied to what the store has once the cache was dropped', async () => {
    const { store, slices } = slicesOf('only', { maxChangedParts: 9, maxCachedParts: 100 });
    await slices.apply(batchOf([click('ann', 1)]), 0);
    slices.drop();
    // The first was never committed: the store has nothing of it, so it counts as new.
    await run({ store, slices }, [click('ann', 1)]);
    expect(await storedBytes(store)).toEqual(directBytes([click('ann', 1)]));
  });
});

describe('whatever the limits', () => {
  test('no change is lost, and the revision is the digest of the parts', async () => {
    let runs = 0;
    const limit = fc.integer({ min: 1, max: 5 });
    await fc.assert(
      fc.asyncProperty(arbitraryFacts, limit, limit, async (facts, maxChangedParts, maxCachedParts) => {
        runs += 1;
        const target = slicesOf(`run-${runs}`, { maxChangedParts, maxCachedParts });
        await run(target, facts);
        expect(await storedBytes(target.store)).toEqual(directBytes(facts));
        for await (const { meta, parts } of target.store.scan(0)) {
          const revision = [...parts].reduce(
            (sum, [name, bytes]) => combine(sum, null, partDigest(name, bytes)),
            EMPTY_REVISION,
          );
          expect(meta.revision).toBe(revision);
        }
        await target.store.close();
      }),
      { numRuns: 40 },
    );
  });
});

test('a store that is away for a moment is waited for, without a wrong revision', async () => {
  const target = slicesOf('only', { maxChangedParts: 9, maxCachedParts: 100 });
  await run(target, someFacts(20));
  let away = 2;
  const store = {
    ...target.store,
    loadMeta: async (...asked: Parameters<typeof target.store.loadMeta>) => {
      away -= 1;
      if (away >= 0) throw new Error('connection lost');
      return target.store.loadMeta(...asked);
    },
  };
  const waited: string[] = [];
  const patiently = createPatience({
    logger: { ...silentLogger, warn: (_fields, message) => void waited.push(message) },
    signal: NEVER,
    scheduler: AT_ONCE,
  });
  const limits = { maxChangedParts: 9, maxCachedParts: 100 };
  const slices = createLearnerSlices({
    ...bench,
    ...limits,
    partition: 0,
    store,
    patiently,
    isErased: () => false,
  });
  const before = await target.store.meta({ courseId: 'course', learnerId: 'ann' });
  const { changes, counts } = await slices.apply(batchOf(someFacts(20)), 0);
  expect(waited).toEqual(['waiting to load state', 'waiting to load state']);
  expect({ changes, counts }).toMatchObject({ changes: { learners: [] }, counts: { applied: 0 } });
  expect(before?.revision).not.toBe(EMPTY_REVISION);
});
