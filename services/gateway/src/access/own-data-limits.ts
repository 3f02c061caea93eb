import type { Clock } from '@learning-tracker/runtime';
import type { LearnerRef } from '@learning-tracker/storage';
import { Refusal } from '../errors.ts';
import { createWindowCounter } from '../http/window-counter.ts';

const HOUR_MS = 3_600_000;
const MOST_LEARNERS = 20_000;

export interface OwnDataLimits {
  /** How often one learner may ask within an hour. */
  readonly perHour: number;
  /** How many are gathered at a time: each reads a partition of the log. */
  readonly atOnce: number;
}

/** Runs what gathers all that is held of a learner. */
export type GatherOwnData = <T>(learner: LearnerRef, gather: () => Promise<T>) => Promise<T>;

/** @throws (the returned function) Refusal RATE_LIMITED (429), UNAVAILABLE (503) while too many are gathered */
export function createOwnDataLimits(deps: {
  readonly limits: OwnDataLimits;
  readonly clock: Clock;
}): GatherOwnData {
  const { limits, clock } = deps;
  const asked = createWindowCounter({
    most: limits.perHour,
    windowMs: HOUR_MS,
    capacity: MOST_LEARNERS,
    clock,
  });
  let running = 0;
  return async ({ courseId, learnerId }, gather) => {
    if (running >= limits.atOnce) {
      throw new Refusal('UNAVAILABLE', 503, 'Others are downloading their data. Try again in some seconds.');
    }
    if (asked.count(JSON.stringify([courseId, learnerId])) > 0) {
      throw new Refusal('RATE_LIMITED', 429, 'You have downloaded your data just now. Try again in an hour.');
    }
    running += 1;
    try {
      return await gather();
    } finally {
      running -= 1;
    }
  };
}
