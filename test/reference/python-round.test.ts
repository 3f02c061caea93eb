import { expect, test } from 'vitest';
import fixture from './python-round.fixture.json' with { type: 'json' };
import { pythonRound } from './python-round.ts';

test.each([
  [0.125, 2, 0.12],
  [2.675, 2, 2.67],
  [2.5, 0, 2],
  [3.5, 0, 4],
  [0.625, 2, 0.62],
  [1.875, 2, 1.88],
  [-0.04, 1, -0],
])('round(%d, %i) is %d', (x, digits, expected) => {
  expect(pythonRound(x, digits)).toBe(expected);
});

test('every case that Python computed', () => {
  expect(fixture.cases.length).toBeGreaterThan(300);
  const wrong = fixture.cases.filter(([x, digits, expected]) => {
    if (typeof x !== 'number' || typeof expected !== 'number') throw new Error('malformed fixture');
    // Without digits Python gives an integer, which has no −0.
    const rounded = typeof digits === 'number' ? pythonRound(x, digits) : pythonRound(x) + 0;
    return !Object.is(rounded, expected);
  });
  expect(wrong).toEqual([]);
});
