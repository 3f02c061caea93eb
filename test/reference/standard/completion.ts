import type { ReferenceCourse, ReferenceFigure, ReferenceItem } from '../model.ts';
import { itemsOf, typeOf, weekStartOf } from './content.ts';
import { figure, noFigure } from './figure.ts';
import { sessionOf } from './joined.ts';
import { firstTimes } from './progress.ts';

/** Metric 7, completed course activities. */
export function metric7(course: ReferenceCourse, learnerId: string): ReferenceFigure {
  return completedShare(course, learnerId, itemsOf(course, learnerId));
}

/** Metric 8, submitted discussion prompts. */
export function metric8(course: ReferenceCourse, learnerId: string): ReferenceFigure {
  return completedShare(course, learnerId, itemsDescribed(course, learnerId, 'discussion prompt'));
}

/** Metric 9, completed graded assignments. */
export function metric9(course: ReferenceCourse, learnerId: string): ReferenceFigure {
  return completedShare(course, learnerId, gradedItems(course, learnerId));
}

/** Metric 10, completed reading assignments. */
export function metric10(course: ReferenceCourse, learnerId: string): ReferenceFigure {
  return completedShare(course, learnerId, itemsDescribed(course, learnerId, 'supplement'));
}

/** Metric 11, completed videos. */
export function metric11(course: ReferenceCourse, learnerId: string): ReferenceFigure {
  return completedShare(course, learnerId, itemsDescribed(course, learnerId, 'lecture'));
}

/** The items of graded types: those flagged so, or those in `gradedItemTypes` instead; optional ones included. */
export function gradedItems(course: ReferenceCourse, learnerId: string): ReferenceItem[] {
  const descriptions = course.config.gradedItemTypes;
  return itemsOf(course, learnerId).filter((item) => {
    const type = typeOf(course, item);
    if (type === null) return false;
    return descriptions === undefined ? type.graded : descriptions.includes(type.description);
  });
}

function itemsDescribed(course: ReferenceCourse, learnerId: string, description: string): ReferenceItem[] {
  return itemsOf(course, learnerId).filter((item) => typeOf(course, item)?.description === description);
}

/** Distinct completed items / items; optional items leave both counts where they are excluded. */
function completedShare(
  course: ReferenceCourse,
  learnerId: string,
  candidates: readonly ReferenceItem[],
): ReferenceFigure {
  const items = course.config.excludeOptionalItems ? candidates.filter((item) => !item.optional) : candidates;
  const total = items.length;
  const completions = firstTimes(course, learnerId, 2);
  const count = items.filter((item) => completions.has(item.itemId)).length;
  const session = sessionOf(course, learnerId);
  const dueSoFar = items.filter((item) => {
    const weekStart = weekStartOf(course, learnerId, item.itemId, session);
    return weekStart !== null && weekStart <= course.asOf;
  }).length;
  if (total === 0) return noFigure('no_items', { absolute: 0, total: 0, dueSoFar: 0 });
  const share = (100 * count) / total;
  return figure(share, 0, share / 10, { absolute: count, total, dueSoFar });
}
