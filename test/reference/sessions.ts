import type { ReferenceCourse, ReferenceSession } from './model.ts';

/** The followed sessions in order: those of the configuration, else all, ordered by start, then id. */
export function followedSessions(course: ReferenceCourse): ReferenceSession[] {
  const listed = course.config.sessions;
  if (listed === undefined) {
    return [...course.sessions].sort(
      (a, b) => a.startAt - b.startAt || (a.sessionId < b.sessionId ? -1 : a.sessionId > b.sessionId ? 1 : 0),
    );
  }
  const followed: ReferenceSession[] = [];
  for (const sessionId of listed) {
    const session = course.sessions.find((candidate) => candidate.sessionId === sessionId);
    if (session !== undefined) followed.push(session);
  }
  return followed;
}

/** Distinct learners with a membership in one of the sessions, in the order of the membership rows. */
export function membersOf(course: ReferenceCourse, sessionIds: readonly string[]): string[] {
  const members = new Set<string>();
  for (const membership of course.memberships) {
    if (sessionIds.includes(membership.sessionId)) members.add(membership.learnerId);
  }
  return [...members];
}
