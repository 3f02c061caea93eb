import type { CourseView, Plan, PlannedItem, RankedSession } from '../../content/course-view.ts';
import type { LearnerView } from '../../learner-view.ts';
import type { Micros } from '../../time.ts';

/** A membership in one of the followed sessions. */
interface Joined {
  readonly session: RankedSession;
  readonly joinedAt: Micros;
}

/** A progress row on an item of the learner's branch, with the session it belongs to. */
export interface ItemRow {
  readonly item: PlannedItem;
  readonly state: number;
  /** As exported. */
  readonly at: Micros;
  /** After `earlyActivityLimit`. */
  readonly clampedAt: Micros;
  readonly count: number;
  readonly session: RankedSession;
}

/** A learner as `standard` reads one (metrics.md, "`standard`": Learners, Items, Clamp). */
export interface StandardLearner {
  readonly view: LearnerView;
  /** The followed session joined last; its branch gives the items and module orders. */
  readonly session: RankedSession;
  readonly plan: Plan;
  readonly rows: readonly ItemRow[];
  /** Progress rows on items outside the plan; they count for presence only. */
  readonly ignoredRows: number;
  /** Item → least clamped time of a start. */
  readonly firstStart: ReadonlyMap<string, Micros>;
  /** Item → least clamped time of a completion. */
  readonly firstCompletion: ReadonlyMap<string, Micros>;
}

export const STARTED = 1;
export const COMPLETED = 2;

/** @returns null for who is no member of `sessions` */
export function standardLearner(
  view: LearnerView,
  course: CourseView,
  sessions: readonly RankedSession[],
): StandardLearner | null {
  const joined = sessions.flatMap((session): Joined[] => {
    const joinedAt = view.memberships.get(session.sessionId);
    return joinedAt === undefined ? [] : [{ session, joinedAt }];
  });
  joined.sort((a, b) => a.joinedAt - b.joinedAt || a.session.rank - b.session.rank);
  const last = joined[joined.length - 1];
  if (last === undefined) return null;
  const plan = course.planOf(last.session.branchId);
  const rows: ItemRow[] = [];
  let ignoredRows = 0;
  for (const { itemId, state, at, count } of view.progress) {
    const item = plan.get(itemId);
    if (item === undefined) {
      ignoredRows += count;
      continue;
    }
    const owner = sessionAt(joined, at) ?? last;
    rows.push({ item, state, at, clampedAt: clampTime(at, owner, course), count, session: owner.session });
  }
  return {
    view,
    session: last.session,
    plan,
    rows,
    ignoredRows,
    firstStart: firstTimes(rows, STARTED),
    firstCompletion: firstTimes(rows, COMPLETED),
  };
}

/** The session joined last at or before `at`; before the first, the first. Equal starts: the later in the list. */
function sessionAt(joined: readonly Joined[], at: Micros): Joined | undefined {
  const before = joined.findLast((membership) => membership.joinedAt <= at);
  return before ?? joined.findLast((membership) => membership.joinedAt === joined[0]?.joinedAt);
}

function clampTime(at: Micros, owner: Joined, course: CourseView): Micros {
  switch (course.settings.earlyActivityLimit) {
    case 'none':
      return at;
    case 'learner_enrollment':
      return Math.max(at, owner.joinedAt);
    case 'cohort_enrollment':
      return Math.max(at, owner.session.startAt ?? at);
  }
}

function firstTimes(rows: readonly ItemRow[], state: number): Map<string, Micros> {
  const first = new Map<string, Micros>();
  for (const row of rows) {
    if (row.state !== state) continue;
    const present = first.get(row.item.itemId);
    if (present === undefined || row.clampedAt < present) first.set(row.item.itemId, row.clampedAt);
  }
  return first;
}
