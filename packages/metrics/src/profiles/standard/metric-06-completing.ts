import { weekStart } from '../../content/course-view.ts';
import { clamp, roundHalfEven } from '../../rounding.ts';
import { DAY } from '../../time.ts';
import type { Metric } from '../metric.ts';
import { COMPLETED, type StandardLearner } from './learner.ts';
import { radar } from './scaling.ts';
import { meanDistance } from './timing.ts';

/** Timing of completing activities, days before the end of the item's week; negative = after the deadline. */
export const metric6: Metric<StandardLearner> = {
  id: 'metric_6',
  unit: 'days',
  measure(learner) {
    return meanDistance(
      learner,
      COMPLETED,
      (row) => {
        const start = weekStart(row.session, row.item.week);
        return start === null ? null : start + 7 * DAY - row.clampedAt;
      },
      (rows, missed) => `${rows} completions, ${missed} of them after the item's week.`,
    );
  },
  present(days) {
    return { value: roundHalfEven(days, 1), scaled: radar((10 * clamp(days, 0, 7)) / 7) };
  },
};
