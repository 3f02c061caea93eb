import { weekStart } from '../../content/course-view.ts';
import { clamp, roundHalfEven } from '../../rounding.ts';
import type { Metric } from '../metric.ts';
import { STARTED, type StandardLearner } from './learner.ts';
import { radar } from './scaling.ts';
import { meanDistance } from './timing.ts';

/** Timing of starting activities, days after the start of the item's week; negative = before it. */
export const metric5: Metric<StandardLearner> = {
  id: 'metric_5',
  unit: 'days',
  measure(learner) {
    return meanDistance(
      learner,
      STARTED,
      (row) => {
        const start = weekStart(row.session, row.item.week);
        return start === null ? null : row.clampedAt - start;
      },
      (rows, before) => `${rows} starts, ${before} of them before the item's week.`,
    );
  },
  present(days) {
    return { value: roundHalfEven(days, 1), scaled: radar(10 * (1 - clamp(days, 0, 7) / 7)) };
  },
};
