import type { ReferenceCourse, ReferenceProgress, ReferenceSession } from '../model.ts';
import { followedSessions, membersOf } from '../sessions.ts';

/** Members of the given sessions with at least one progress row, whatever its item or state. */
export function learnersOf(course: ReferenceCourse, sessionIds: readonly string[]): string[] {
  return membersOf(course, sessionIds).filter((learnerId) => progressOf(course, learnerId).length > 0);
}

/** All progress rows of a learner, unknown items included. */
export function progressOf(course: ReferenceCourse, learnerId: string): ReferenceProgress[] {
  return course.progress.filter((row) => row.learnerId === learnerId);
}

/** The learner's session, the one later in the list, and its membership's start; the end is ignored. */
export function sessionOf(
  course: ReferenceCourse,
  learnerId: string,
): { session: ReferenceSession; membershipStartAt: number } {
  let found: { session: ReferenceSession; membershipStartAt: number } | null = null;
  for (const session of followedSessions(course)) {
    for (const membership of course.memberships) {
      if (membership.learnerId === learnerId && membership.sessionId === session.sessionId) {
        found = { session, membershipStartAt: membership.startAt };
      }
    }
  }
  if (found === null) throw new Error(`${learnerId} is a member of no listed session`);
  return found;
}

/** The learner's rows of one state on known items, each at its clamped time (metrics 1, 3, 5 and 6). */
export function clampedRows(course: ReferenceCourse, learnerId: string, state: 1 | 2): ReferenceProgress[] {
  const knownItems = new Set(courseItemIds(course));
  const limit = earliestTime(course, learnerId);
  return progressOf(course, learnerId)
    .filter((row) => row.state === state && knownItems.has(row.itemId))
    .map((row) => ({ ...row, at: Math.max(row.at, limit) }));
}

/** All rows of `course_items`; branch tables are not used. */
export function courseItemIds(course: ReferenceCourse): string[] {
  return course.items.filter((item) => item.branchId === null).map((item) => item.itemId);
}

function earliestTime(course: ReferenceCourse, learnerId: string): number {
  const rule = course.config.earlyActivityLimit;
  if (rule === 'learner_enrollment') return sessionOf(course, learnerId).membershipStartAt;
  if (rule === 'cohort_enrollment') return followedSessions(course).at(-1)?.startAt ?? -Infinity;
  return -Infinity;
}
