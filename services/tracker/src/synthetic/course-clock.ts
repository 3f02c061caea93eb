import type { Micros } from '@learning-tracker/metrics';
import type { Clock } from '@learning-tracker/runtime';

/** The time of a course whose days pass in seconds. */
export interface CourseClock extends Clock {
  /** Jumps to a time of the course (RFC 3339); does nothing where it is past already. */
  moveTo(at: string): void;
}

/**
 * A clock that jumps from day to day and between two jumps goes as the real one does: weeks pass in a minute, while what
 * is only good for a minute, such as a ticket, still is.
 */
export function createCourseClock(startsAt: string, real: Clock): CourseClock {
  let ahead = microsOf(startsAt) - real.now();
  return {
    now: () => real.now() + ahead,
    moveTo(at) {
      ahead = Math.max(ahead, microsOf(at) - real.now());
    },
  };
}

function microsOf(at: string): Micros {
  return Date.parse(at) * 1000;
}
