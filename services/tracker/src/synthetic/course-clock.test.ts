import { expect, test } from 'vitest';
import { createCourseClock } from './course-clock.ts';

const micros = (at: string) => Date.parse(at) * 1000;
const MINUTE = 60_000_000;

test('jumps ahead, and goes as the real clock between jumps', () => {
  const real = { at: micros('2026-11-28T08:00:00Z'), now: () => real.at };
  const clock = createCourseClock('2024-01-14T04:00:00Z', real);
  expect(clock.now()).toBe(micros('2024-01-14T04:00:00Z'));
  real.at += MINUTE;
  expect(clock.now()).toBe(micros('2024-01-14T04:01:00Z'));
  clock.moveTo('2024-01-15T04:00:00Z');
  real.at += MINUTE;
  expect(clock.now()).toBe(micros('2024-01-15T04:01:00Z'));
});

test('never goes back', () => {
  const real = { at: 0, now: () => real.at };
  const clock = createCourseClock('2024-01-14T04:00:00Z', real);
  real.at += MINUTE;
  clock.moveTo('2024-01-14T04:00:30Z');
  expect(clock.now()).toBe(micros('2024-01-14T04:01:00Z'));
});
