import { afterEach, beforeEach, expect, it } from 'vitest';
import { createLetterIndex, type LetterIndex } from './letter-index.ts';

let index: LetterIndex;
beforeEach(() => {
  index = createLetterIndex();
});
afterEach(() => index.close());

const place = (appendedAt: number, partition = 0, offset = 0) => ({
  appendedAt,
  partition,
  offset,
  key: 'k',
});

it('knows the newest letter of an id, in whatever order they are seen', () => {
  expect(index.addLetter('a', place(2, 1, 7))).toBe(true);
  expect(index.addLetter('a', place(1, 5, 9))).toBe(false);
  expect(index.isNewest('a', place(2, 1, 7))).toBe(true);
  expect(index.addLetter('a', place(2, 1, 8))).toBe(true);
  expect(index.isNewest('a', place(2, 1, 7))).toBe(false);
  expect(index.isNewest('b', place(2, 1, 7))).toBe(false);
  expect([index.has('a'), index.has('b')]).toEqual([true, false]);
});

it('knows the newest retry of an id, in whatever order they are seen', () => {
  expect(index.retryOf('a')).toBeNull();
  index.addRetry('a', { at: 2, how: 'appended' });
  index.addRetry('a', { at: 1, how: 'requested' });
  expect(index.retryOf('a')).toEqual({ at: 2, how: 'appended' });
  index.addRetry('a', { at: 3, how: 'requested' });
  expect(index.retryOf('a')).toEqual({ at: 3, how: 'requested' });
});
