import { type Micros, parseTime } from './time.ts';

export interface SyntheticCourseOptions {
  /** Any whole number; the same seed gives the same content, byte for byte. */
  readonly seed: number;
  /** Members of the two followed sessions together; the previous cohort comes on top. */
  readonly learners: number;
  /** Length of a session; the course has one module a week. */
  readonly weeks: number;
  /** Start of the first followed session, RFC 3339; default 2024-01-08T08:00:00Z, a Monday. */
  readonly startAt?: string | undefined;
}

export interface CheckedOptions {
  readonly seed: number;
  readonly learners: number;
  readonly weeks: number;
  readonly startAt: Micros;
}

const DEFAULT_START = '2024-01-08T08:00:00Z';

/** Throws RangeError that names the option and what it may be. */
export function checkOptions(options: SyntheticCourseOptions): CheckedOptions {
  const { seed, learners, weeks } = options;
  if (!Number.isSafeInteger(seed)) throw new RangeError(`seed must be a whole number, not ${seed}`);
  if (!Number.isInteger(learners) || learners < 1 || learners > 1_000_000) {
    throw new RangeError(`learners must be a whole number from 1 to 1,000,000, not ${learners}`);
  }
  if (!Number.isInteger(weeks) || weeks < 1 || weeks > 52) {
    throw new RangeError(`weeks must be a whole number from 1 to 52, not ${weeks}`);
  }
  return { seed, learners, weeks, startAt: parseTime(options.startAt ?? DEFAULT_START) };
}
