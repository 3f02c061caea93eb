import type { ReferenceCourse, ReferenceSession } from '../model.ts';
import { followedSessions } from '../sessions.ts';

/** A followed session that a learner joined. */
export interface Joined {
  readonly session: ReferenceSession;
  readonly joinedAt: number;
  /** Position among the followed sessions; of equal starts the later one counts as joined later. */
  readonly position: number;
}

/** The followed sessions of a learner, in the order of the followed sessions; the end is ignored. */
export function joinedSessions(course: ReferenceCourse, learnerId: string): Joined[] {
  const joined: Joined[] = [];
  for (const [position, session] of followedSessions(course).entries()) {
    const membership = course.memberships.find(
      (row) => row.learnerId === learnerId && row.sessionId === session.sessionId,
    );
    if (membership !== undefined) joined.push({ session, joinedAt: membership.startAt, position });
  }
  return joined;
}

/** The one joined last: greatest membership start, equal starts: the later in `sessions`. */
export function joinedLast(joined: readonly Joined[]): Joined {
  const last = [...joined].sort((a, b) => a.joinedAt - b.joinedAt || a.position - b.position).at(-1);
  if (last === undefined) throw new Error('a learner of the standard profile has joined a followed session');
  return last;
}

/** The learner's session: the followed one joined last. */
export function sessionOf(course: ReferenceCourse, learnerId: string): ReferenceSession {
  return joinedLast(joinedSessions(course, learnerId)).session;
}
