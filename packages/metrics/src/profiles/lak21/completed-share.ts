import type { PlannedItem } from '../../content/course-view.ts';
import type { MetricId } from '../../figures.ts';
import { roundHalfEven } from '../../rounding.ts';
import { divide, times, value } from '../expression.ts';
import { type Metric, noFigure } from '../metric.ts';
import { completedItems, type StudyLearner } from './learner.ts';

/**
 * Distinct completed items / items of `course_items`, the percentage rounded before anything else.
 *
 * @param description exact type description; null for all items
 * @param digits decimals the percentage is rounded to
 */
export function completedShare(
  id: MetricId,
  description: string | null,
  digits: number,
): Metric<StudyLearner> {
  const selects = (item: PlannedItem) => description === null || item.description === description;
  return {
    id,
    unit: 'percent',
    measure(learner, { course }) {
      const total = [...course.coursePlan.values()].filter(selects).length;
      const completed = completedItems(learner, selects);
      const counts = { absolute: completed, total };
      if (total === 0) return noFigure('no_items', 'The course has no such item.', counts);
      return {
        reason: null,
        ...counts,
        arithmetic: times(
          'per cent',
          divide('ratio', value('completed items', completed), value('items', total)),
          value('per cent', 100),
        ),
        sentence: () => `${completed} of ${total} items are completed.`,
        evidence: () => [...learner.lastCompletion].map(([label, at]) => ({ label, at })),
      };
    },
    present(percent) {
      const rounded = roundHalfEven(percent, digits);
      return { value: roundHalfEven(rounded, 0), scaled: roundHalfEven(rounded / 10, 2) };
    },
  };
}
