import { compareText } from '../../learner-view.ts';
import { roundHalfEven } from '../../rounding.ts';
import { sum, times, value } from '../expression.ts';
import type { Metric } from '../metric.ts';
import type { StudyLearner } from './learner.ts';

/** Σ grade × weight, 0 to 1, an item without a grade counting 0; unrounded. */
export const metric12: Metric<StudyLearner> = {
  id: 'metric_12',
  unit: 'percent',
  measure(learner, { course }) {
    const weights = Object.entries(course.settings.gradeWeights ?? {}).sort(([a], [b]) => compareText(a, b));
    const grade = (itemId: string) => learner.view.itemGrades.get(itemId) ?? 0;
    return {
      reason: null,
      arithmetic: sum(
        'weighted grades',
        weights.map(([itemId, weight]) =>
          times(itemId, value('grade', grade(itemId)), value('weight', weight)),
        ),
      ),
      sentence: () => `${weights.length} weighted items.`,
      evidence: () =>
        weights.map(([itemId, weight]) => ({ label: `${itemId}, weight ${weight}`, value: grade(itemId) })),
    };
  },
  present(grade) {
    return { value: grade, scaled: roundHalfEven(grade * 10, 2) };
  },
};
