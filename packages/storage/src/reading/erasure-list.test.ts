import { expect, test } from 'vitest';
import { createErasureList, erasureDigest } from './erasure-list.ts';

const KEY = 'a key of the test, of thirty-two bytes';
const ANA = { courseId: 'c', learnerId: 'ana' };
const BEN = { courseId: 'c', learnerId: 'ben' };

test('who was once known to be erased stays so in a store that went back in time, and is listed there again', async () => {
  let stored = new Set([erasureDigest(KEY, ANA)]);
  const store = {
    erasures: async () => new Set(stored),
    addErasure: async (digest: string) => void stored.add(digest),
  };
  const list = await createErasureList(store, KEY);
  expect([ANA, BEN].map(list.isErased)).toEqual([true, false]);
  stored = new Set([list.digestOf(BEN)]);
  expect([ANA, BEN].map(list.isErased)).toEqual([true, false]);
  await list.refresh();
  expect([ANA, BEN].map(list.isErased)).toEqual([true, true]);
  expect([...stored].sort()).toEqual([ANA, BEN].map(list.digestOf).sort());
});

/** A store and a journal that lose nothing by themselves. */
function places() {
  const stored = new Set<string>();
  const kept = new Set<string>();
  const store = {
    erasures: async () => new Set(stored),
    addErasure: async (digest: string) => void stored.add(digest),
  };
  const journal = {
    erasures: async () => new Set(kept),
    addErasures: async (digests: readonly string[]) => {
      for (const digest of digests) kept.add(digest);
    },
  };
  return { stored, kept, store, journal };
}

test('a store that lost the list gets it from the journal, also by a process that has just begun', async () => {
  const { stored, kept, store, journal } = places();
  const list = await createErasureList(store, KEY, journal);
  await list.add([list.digestOf(ANA), list.digestOf(BEN)]);
  expect([stored, kept, list.size()]).toEqual([kept, stored, 2]);
  expect(await list.refresh()).toBe(0);
  stored.clear();
  const begun = await createErasureList(store, KEY, journal);
  expect([ANA, BEN].map(begun.isErased)).toEqual([true, true]);
  expect(await begun.refresh()).toBe(2);
  expect(stored).toEqual(kept);
  expect(await list.refresh()).toBe(0);
});

test('what another process is just adding is no loss, and what only the store holds is journalled', async () => {
  const { stored, kept, store, journal } = places();
  const list = await createErasureList(store, KEY, journal);
  kept.add(list.digestOf(ANA));
  expect([list.isErased(ANA), await list.refresh(), list.isErased(ANA)]).toEqual([false, 0, true]);
  stored.add(list.digestOf(BEN));
  expect(await list.refresh()).toBe(0);
  expect(kept).toEqual(new Set([ANA, BEN].map(list.digestOf)));
});
