import fc from 'fast-check';
import { expect, test } from 'vitest';
import { SMALLEST_GROUP, toldCells, toldCount } from './suppression.ts';

test.each([
  [0, 20, 0],
  [1, 20, null],
  [4, 20, null],
  [5, 20, 5],
  [15, 20, 15],
  [16, 20, null],
  [19, 20, null],
  [20, 20, 20],
])('%i of %i is told as %s', (count, whole, told) => {
  expect(toldCount(count, whole)).toBe(told);
});

test.each([
  ['nothing is small', [5, 0, 9], [5, 0, 9]],
  ['one small cell takes the smallest other with it', [3, 12, 7], [null, 12, null]],
  ['two that are fewer than five together take a third', [1, 2, 30, 9], [null, null, 30, null]],
  ['two that can be had by their sum alone take a third', [4, 4, 30, 0], [null, null, null, 0]],
  ['two that could be others stay alone', [3, 4, 30, 0], [null, null, 30, 0]],
  ['nobody else to hide behind', [4, 4, 0, 0], [null, null, null, null]],
  ['too few in all', [4, 0, 0], [null, null, null]],
])('%s', (_, counts, told) => {
  expect(toldCells(counts)).toEqual(told);
});

test('no cell that is left out follows from what is told, by whoever knows the rule', () => {
  // All counts of four cells up to a whole of 20: from what is told alike, a small cell must not follow.
  const alike = new Map<string, number[][]>();
  for (const counts of allCounts(4, 20)) {
    const key = JSON.stringify([toldCells(counts), counts.reduce((sum, count) => sum + count, 0)]);
    const known = alike.get(key);
    if (known === undefined) alike.set(key, [counts]);
    else known.push(counts);
  }
  for (const [told, possible] of alike) {
    for (let cell = 0; cell < 4; cell += 1) {
      const values = new Set(possible.map((counts) => counts[cell] ?? 0));
      const [only = 0] = values;
      const isNamed = values.size === 1 && only > 0 && only < SMALLEST_GROUP;
      expect([told, cell, isNamed]).toEqual([told, cell, false]);
    }
  }
});

test('small cells are never told, and what is told is so', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(12), { minLength: 2, maxLength: 11 }), (counts) => {
      for (const [cell, told] of toldCells(counts).entries()) {
        const count = counts[cell] ?? 0;
        if (told !== null) expect(told).toBe(count);
        if (count > 0 && count < 5) expect(told).toBeNull();
      }
    }),
  );
});

function* allCounts(cells: number, whole: number): Generator<number[]> {
  if (cells === 0) {
    yield [];
    return;
  }
  for (let count = 0; count <= whole; count += 1)
    for (const rest of allCounts(cells - 1, whole - count)) yield [count, ...rest];
}
