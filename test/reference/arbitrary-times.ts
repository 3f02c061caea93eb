import fc from 'fast-check';
import { DAY, HOUR, MINUTE, SECOND } from './time.ts';

/** Monday 2024-01-01 00:00 UTC. */
export const MONDAY = Date.UTC(2024, 0, 1) * 1000;

/** Starts of sessions: at midnight or in the morning, and a week apart, so that weeks of one are those of another. */
export const SESSION_STARTS = [
  MONDAY,
  MONDAY + 7 * HOUR,
  MONDAY + 7 * DAY,
  MONDAY + 7 * DAY + 7 * HOUR,
  MONDAY + 14 * DAY + 7 * HOUR + 123_456,
];

/** What lies on a boundary of some rule: midnights, week boundaries, limits of 7 days, times 30 minutes apart. */
const ANCHORS = [
  ...SESSION_STARTS,
  MONDAY - 7 * DAY + 7 * HOUR,
  MONDAY - DAY,
  MONDAY + DAY,
  MONDAY + DAY - 30 * MINUTE,
  MONDAY + DAY - 15 * MINUTE,
  MONDAY + DAY + 15 * MINUTE,
  MONDAY + 2 * DAY,
  MONDAY + 2 * DAY + 10 * HOUR,
  MONDAY + 2 * DAY + 10 * HOUR + 30 * MINUTE,
  MONDAY + 2 * DAY + 11 * HOUR,
  MONDAY + 3 * DAY + 10 * HOUR,
  MONDAY + 5 * DAY,
  MONDAY + 14 * DAY,
  MONDAY + 16 * DAY + 12 * HOUR,
];

/** Steps from a boundary: none (most often), a microsecond, about 5 s, about 30 minutes. */
const STEPS = [
  0,
  0,
  0,
  0,
  1,
  -1,
  5 * SECOND,
  5 * SECOND + 1,
  5 * SECOND + 999_200,
  6 * SECOND,
  10 * MINUTE,
  30 * MINUTE - 1,
  30 * MINUTE,
  30 * MINUTE + 1,
];

/** A time of the small domain, often equal to others or on a boundary. */
export function arbitraryTime(): fc.Arbitrary<number> {
  return fc
    .tuple(fc.constantFrom(...ANCHORS), fc.constantFrom(...STEPS))
    .map(([anchor, step]) => anchor + step);
}

/** When a learner joined: about the starts of sessions, so that equal starts are frequent. */
export function arbitraryJoining(): fc.Arbitrary<number> {
  return fc
    .tuple(
      fc.constantFrom(...SESSION_STARTS, MONDAY - DAY, MONDAY + 2 * DAY),
      fc.constantFrom(0, 0, 0, 1, -1),
    )
    .map(([anchor, step]) => anchor + step);
}

/** At or after the newest fact: its time, or a boundary of a later week, or a microsecond off that. */
export function arbitraryAsOf(newestFactAt: number): fc.Arbitrary<number> {
  const weeks = [0, 1, 2, 3, 4, 5].flatMap((week) =>
    SESSION_STARTS.map((startAt) => startAt + 7 * week * DAY),
  );
  return fc
    .tuple(fc.constantFrom(newestFactAt, ...weeks), fc.constantFrom(0, 0, 1, -1))
    .map(([anchor, step]) => Math.max(newestFactAt, anchor + step));
}
