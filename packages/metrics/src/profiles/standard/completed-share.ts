import { type CourseView, type PlannedItem, weekStart } from '../../content/course-view.ts';
import type { MetricId } from '../../figures.ts';
import { divide, times, value } from '../expression.ts';
import { type Measure, type Metric, noFigure } from '../metric.ts';
import type { StandardLearner } from './learner.ts';
import { presentPercent } from './scaling.ts';

/** Distinct completed items / items, over the items a metric selects; metrics 7 to 11 differ only in that. */
export function completedShare(
  id: MetricId,
  selects: (item: PlannedItem, course: CourseView) => boolean,
): Metric<StandardLearner> {
  return {
    id,
    unit: 'percent',
    measure(learner, { course, asOf }): Measure {
      const items = [...learner.plan.values()].filter(
        (item) => !(course.settings.excludeOptionalItems && item.optional) && selects(item, course),
      );
      const due = items.filter((item) => {
        const start = weekStart(learner.session, item.week);
        return start !== null && start <= asOf;
      });
      const completed = items.filter((item) => learner.firstCompletion.has(item.itemId));
      const counts = { absolute: completed.length, total: items.length, dueSoFar: due.length };
      if (items.length === 0) return noFigure('no_items', 'The course has no such item.', counts);
      return {
        reason: null,
        ...counts,
        arithmetic: divide(
          'per cent',
          times('100 × completed', value('per cent', 100), value('completed items', completed.length)),
          value('items', items.length),
        ),
        sentence: () =>
          `${completed.length} of ${items.length} items are completed; ${due.length} are due so far.${ignored(learner)}`,
        evidence: () =>
          items.map((item) => {
            const at = learner.firstCompletion.get(item.itemId);
            const state = at !== undefined ? 'completed' : due.includes(item) ? 'due' : 'not yet due';
            return { label: item.itemId, value: state, ...(at === undefined ? {} : { at }) };
          }),
      };
    },
    present: presentPercent,
  };
}

/** Progress on items outside the course's plan counts for presence only; how much there is may surprise. */
function ignored({ ignoredRows }: StandardLearner): string {
  return ignoredRows === 0 ? '' : ` ${ignoredRows} progress rows on other items are ignored.`;
}

/** Selects the items whose type's description is exactly this. */
export function ofType(description: string): (item: PlannedItem) => boolean {
  return (item) => item.description === description;
}

/** Graded items: those of `gradedItemTypes` where course.json names them, else of types flagged graded. */
export function isGraded(item: PlannedItem, course: CourseView): boolean {
  const named = course.settings.gradedItemTypes;
  if (named === undefined) return item.graded;
  return item.description !== null && named.includes(item.description);
}
