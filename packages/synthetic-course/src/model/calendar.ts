import { shortId } from '../ids.ts';
import type { Random } from '../random.ts';
import { DAY, type Micros, SECOND, WEEK } from '../time.ts';
import type { Content, Version } from './content.ts';

export interface Session {
  readonly id: string;
  readonly startAt: Micros;
  readonly endAt: Micros;
  readonly enrollmentEndAt: Micros;
  readonly version: Version;
}

export interface Calendar {
  /** The cohort that calibrates; over before the first followed session begins. */
  readonly previous: Session;
  /** The two followed sessions, in the order of `course.json`. */
  readonly first: Session;
  readonly second: Session;
  /** A session nobody follows yet, to which some learners move on. */
  readonly upcoming: Session;
  readonly sessions: readonly Session[];
}

/** Sessions last a week longer than the modules, for those who are late. */
export function createCalendar(random: Random, content: Content, weeks: number, startAt: Micros): Calendar {
  const length = (weeks + 1) * WEEK;
  const session = (at: Micros, version: Version): Session => ({
    id: shortId(random, 22),
    startAt: at,
    endAt: at + length - SECOND,
    enrollmentEndAt: at + 7 * DAY,
    version,
  });
  const previous = session(startAt - length - WEEK, content.first);
  const first = session(startAt, content.first);
  const second = session(startAt + (weeks < 4 ? 1 : 2) * WEEK, content.second);
  const upcoming = session(second.startAt + length, content.second);
  return { previous, first, second, upcoming, sessions: [previous, first, second, upcoming] };
}
