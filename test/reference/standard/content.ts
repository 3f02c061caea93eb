import type { ReferenceCourse, ReferenceItem, ReferenceItemType, ReferenceSession } from '../model.ts';
import { DAY } from '../time.ts';
import { sessionOf } from './joined.ts';

/** The items of a learner: those of the branch of the learner's session where there are any, else `course_items`. */
export function itemsOf(course: ReferenceCourse, learnerId: string): ReferenceItem[] {
  return ofBranchElseCourse(course.items, sessionOf(course, learnerId).branchId);
}

/** Type by type id, else by the fifth column of `course_item_types`; null when unknown. */
export function typeOf(course: ReferenceCourse, item: ReferenceItem): ReferenceItemType | null {
  if (item.typeId === null) return null;
  return (
    course.itemTypes.find((type) => type.typeId === item.typeId) ??
    course.itemTypes.find((type) => type.atomTypeId === item.typeId) ??
    null
  );
}

/**
 * Start of the item's week in a session: the session's start timestamp + 7 days for each module before. The module
 * order is that of the learner's branch whatever the session. Null without a known module.
 */
export function weekStartOf(
  course: ReferenceCourse,
  learnerId: string,
  itemId: string,
  session: ReferenceSession,
): number | null {
  const branchId = sessionOf(course, learnerId).branchId;
  const item = itemsOf(course, learnerId).find((row) => row.itemId === itemId);
  const lesson = ofBranchElseCourse(course.lessons, branchId).find((row) => row.lessonId === item?.lessonId);
  const module = ofBranchElseCourse(course.modules, branchId).find(
    (row) => row.moduleId === lesson?.moduleId,
  );
  if (module === undefined || module.order === null) return null;
  return session.startAt + 7 * module.order * DAY;
}

/** Each of the three tables by itself: the branch's rows where there are any, else the course's. */
function ofBranchElseCourse<Row extends { readonly branchId: string | null }>(
  rows: readonly Row[],
  branchId: string | null,
): Row[] {
  const ofBranch = branchId === null ? [] : rows.filter((row) => row.branchId === branchId);
  return ofBranch.length > 0 ? ofBranch : rows.filter((row) => row.branchId === null);
}
