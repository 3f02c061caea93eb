import { compareText } from '../../learner-view.ts';
import { type Expression, sum, times, value } from '../expression.ts';
import { type Measure, type Metric, type MetricContext, noFigure } from '../metric.ts';
import { isGraded } from './completed-share.ts';
import type { StandardLearner } from './learner.ts';
import { presentPercent } from './scaling.ts';

/**
 * Current course grade, %: Σ item grade × weight × 100 over the weighted items in ascending id, an item without a
 * grade counting 0. Without weights the course grade; where the course has no such rows, equal weights over the
 * items of metric 9.
 */
export const metric12: Metric<StandardLearner> = {
  id: 'metric_12',
  unit: 'percent',
  measure(learner, context) {
    const { itemGrades, courseGrade } = learner.view;
    if (itemGrades.size === 0 && courseGrade === null)
      return noFigure('no_data', 'There is no grade of any kind.');
    const weights = gradeWeights(learner, context);
    if (weights !== null) return weighted(learner, weights);
    if (courseGrade === null) return noFigure('no_data', 'There is no course grade.');
    return {
      reason: null,
      arithmetic: times('per cent', value('course grade', courseGrade), value('per cent', 100)),
      sentence: () => 'The course grade of the export.',
      evidence: () => [{ label: 'course grade', value: courseGrade }],
    };
  },
  present: presentPercent,
};

/** Item → weight, or null where the course grade of the export stands for it. */
function gradeWeights(learner: StandardLearner, { course }: MetricContext): [string, number][] | null {
  const given = Object.entries(course.settings.gradeWeights ?? {});
  if (given.length > 0) return given;
  if (course.census.hasCourseGrades) return null;
  const graded = [...learner.plan.values()].filter((item) => isGraded(item, course));
  return graded.map((item) => [item.itemId, 1 / graded.length]);
}

function weighted(learner: StandardLearner, weights: [string, number][]): Measure {
  if (weights.length === 0) return noFigure('no_data', 'The course has no graded item.');
  const items = [...weights].sort(([a], [b]) => compareText(a, b));
  const terms = items.map(
    ([itemId, weight]): Expression =>
      times(itemId, value('grade', learner.view.itemGrades.get(itemId) ?? 0), value('weight', weight)),
  );
  const held = items.filter(([itemId]) => learner.view.itemGrades.has(itemId)).length;
  return {
    reason: null,
    arithmetic: times('per cent', sum('weighted grades', terms), value('per cent', 100)),
    sentence: () => `${held} of ${items.length} weighted items have a grade.`,
    evidence: () =>
      items.map(([itemId, weight]) => ({
        label: `${itemId}, weight ${weight}`,
        value: learner.view.itemGrades.get(itemId) ?? 'no grade',
      })),
  };
}
