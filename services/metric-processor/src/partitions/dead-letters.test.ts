import { expect, test } from 'vitest';
import { createDeadRatio } from './dead-letters.ts';

test('more than half dead of the newest records alarms, half does not', () => {
  const ratio = createDeadRatio(10);
  expect(ratio.note(6, 3)).toBe(false);
  expect(ratio.note(4, 3)).toBe(true);
});

test('nothing is said of fewer records than the window holds', () => {
  const ratio = createDeadRatio(10);
  expect(ratio.note(8, 8)).toBe(false);
  expect(ratio.note(2, 0)).toBe(true);
});

test('old slices leave the window once the newer ones fill it', () => {
  const ratio = createDeadRatio(10);
  ratio.note(8, 8);
  expect(ratio.note(5, 0)).toBe(true);
  expect(ratio.note(5, 0)).toBe(false);
});

test('one slice larger than the window is judged whole', () => {
  const ratio = createDeadRatio(10);
  ratio.note(10, 10);
  expect(ratio.note(100, 50)).toBe(false);
  expect(ratio.note(100, 51)).toBe(true);
});
