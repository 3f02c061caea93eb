import type { CourseView, PlannedItem, RankedSession } from '../../content/course-view.ts';
import type { LearnerView } from '../../learner-view.ts';
import { dayOf, type Micros } from '../../time.ts';

/** A progress row on a known item. */
export interface StudyRow {
  readonly item: PlannedItem;
  readonly state: number;
  readonly clampedAt: Micros;
  readonly count: number;
}

/** A learner as the study's script reads one (lak21.md, "Learners", "Progress is not a register"). */
export interface StudyLearner {
  readonly view: LearnerView;
  readonly session: RankedSession;
  readonly rows: readonly StudyRow[];
  /** Item → latest clamped time of a start; of a completion. */
  readonly lastStart: ReadonlyMap<string, Micros>;
  readonly lastCompletion: ReadonlyMap<string, Micros>;
}

/** @returns null for who is no member of `sessions`, or has no progress row (on whatever item) */
export function studyLearner(
  view: LearnerView,
  course: CourseView,
  sessions: readonly RankedSession[],
): StudyLearner | null {
  const session = sessions.findLast((candidate) => view.memberships.has(candidate.sessionId));
  if (session === undefined || view.progress.length === 0) return null;
  const limit = earliest(view, course, session, sessions);
  const rows = view.progress.flatMap(({ itemId, state, at, count }): StudyRow[] => {
    const item = course.coursePlan.get(itemId);
    return item === undefined ? [] : [{ item, state, clampedAt: Math.max(at, limit), count }];
  });
  return { view, session, rows, lastStart: lastTimes(rows, 1), lastCompletion: lastTimes(rows, 2) };
}

/** Distinct completed items among those that `selects` admits. */
export function completedItems(learner: StudyLearner, selects: (item: PlannedItem) => boolean): number {
  return new Set(
    learner.rows.filter((row) => row.state === 2 && selects(row.item)).map((row) => row.item.itemId),
  ).size;
}

/** The clamp: `cohort_enrollment` takes the last listed session's start for everyone. */
function earliest(
  view: LearnerView,
  course: CourseView,
  session: RankedSession,
  sessions: readonly RankedSession[],
): Micros {
  switch (course.settings.earlyActivityLimit) {
    case 'none':
      return Number.NEGATIVE_INFINITY;
    case 'learner_enrollment':
      return view.memberships.get(session.sessionId) ?? Number.NEGATIVE_INFINITY;
    case 'cohort_enrollment':
      return sessions[sessions.length - 1]?.startAt ?? Number.NEGATIVE_INFINITY;
  }
}

function lastTimes(rows: readonly StudyRow[], state: number): Map<string, Micros> {
  const last = new Map<string, Micros>();
  for (const row of rows) {
    if (row.state !== state) continue;
    last.set(row.item.itemId, Math.max(row.clampedAt, last.get(row.item.itemId) ?? row.clampedAt));
  }
  return last;
}

/** Whether the learner's latest completion of an item lies on an earlier date than `day`. */
export function completedBefore(learner: StudyLearner, itemId: string, day: number): boolean {
  const completedAt = learner.lastCompletion.get(itemId);
  return completedAt !== undefined && dayOf(completedAt) < day;
}
