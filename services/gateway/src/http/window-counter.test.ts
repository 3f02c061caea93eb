import { expect, test } from 'vitest';
import { createWindowCounter } from './window-counter.ts';

function setUp(capacity = 10) {
  let now = 1_000_000_000;
  const counter = createWindowCounter({ most: 2, windowMs: 60_000, capacity, clock: { now: () => now } });
  const advance = (seconds: number) => {
    now += seconds * 1e6;
  };
  return { counter, advance };
}

test('lets as many pass as may, then tells the seconds to the end of the window', () => {
  const { counter, advance } = setUp();
  expect([counter.count('a'), counter.count('a'), counter.count('a')]).toEqual([0, 0, 60]);
  advance(59.5);
  expect([counter.count('a'), counter.count('b')]).toEqual([1, 0]);
  advance(0.5);
  expect([counter.count('a'), counter.count('a'), counter.count('a')]).toEqual([0, 0, 60]);
});

test('a clock that goes back begins a new window', () => {
  const { counter, advance } = setUp();
  counter.count('a');
  counter.count('a');
  advance(-600);
  expect([counter.count('a'), counter.count('a'), counter.count('a')]).toEqual([0, 0, 60]);
});

test('forgets the key that was counted longest ago where it keeps too many', () => {
  const { counter } = setUp(2);
  for (const key of ['a', 'a', 'b', 'a', 'c']) counter.count(key);
  expect([counter.count('a'), counter.count('b')]).toEqual([60, 0]);
});
