import { DAY } from '../../time.ts';
import type { Metric } from '../metric.ts';
import type { StudyLearner } from './learner.ts';
import { meanEarliness, presentWholeDays } from './timing.ts';

/** Whole days that items were completed before the end of their week, on average; 0 when after. */
export const metric6: Metric<StudyLearner> = {
  id: 'metric_6',
  unit: 'days',
  measure: (learner) => meanEarliness(learner, 2, 7 * DAY),
  present: presentWholeDays,
};
