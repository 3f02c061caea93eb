import type { ReferenceCourse, ReferenceProgress, ReferenceSession } from '../model.ts';
import { itemsOf } from './content.ts';
import { type Joined, joinedLast, joinedSessions } from './joined.ts';

/** A progress row on one of the learner's items, with its session and its clamped time. */
export interface ProgressRow {
  readonly itemId: string;
  readonly clampedAt: number;
  readonly session: ReferenceSession;
}

/** The learner's rows of one state on the learner's items; rows on other items are ignored. */
export function rowsOf(course: ReferenceCourse, learnerId: string, state: 1 | 2): ProgressRow[] {
  const itemIds = itemsOf(course, learnerId).map((item) => item.itemId);
  const rows: ProgressRow[] = [];
  for (const row of course.progress) {
    if (row.learnerId !== learnerId || row.state !== state || !itemIds.includes(row.itemId)) continue;
    const joined = sessionOfRow(course, row);
    rows.push({ itemId: row.itemId, clampedAt: clamped(course, row.at, joined), session: joined.session });
  }
  return rows;
}

/** Each item's "first" start or completion: the least clamped time of its rows of the state. */
export function firstTimes(course: ReferenceCourse, learnerId: string, state: 1 | 2): Map<string, number> {
  const first = new Map<string, number>();
  for (const row of rowsOf(course, learnerId, state)) {
    first.set(row.itemId, Math.min(row.clampedAt, first.get(row.itemId) ?? Infinity));
  }
  return first;
}

/** The session joined last at or before the row's unclamped time; before the first: the first. */
function sessionOfRow(course: ReferenceCourse, row: ReferenceProgress): Joined {
  const all = joinedSessions(course, row.learnerId);
  const before = all.filter((joined) => joined.joinedAt <= row.at);
  if (before.length > 0) return joinedLast(before);
  const firstJoinedAt = Math.min(...all.map((joined) => joined.joinedAt));
  return joinedLast(all.filter((joined) => joined.joinedAt === firstJoinedAt));
}

function clamped(course: ReferenceCourse, at: number, joined: Joined): number {
  const rule = course.config.earlyActivityLimit;
  if (rule === 'learner_enrollment') return Math.max(at, joined.joinedAt);
  if (rule === 'cohort_enrollment') return Math.max(at, joined.session.startAt);
  return at;
}
