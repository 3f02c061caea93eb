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
