import type { Metric } from '../metric.ts';
import type { StudyLearner } from './learner.ts';
import { meanEarliness, presentWholeDays } from './timing.ts';

/** Whole days that items were started before their week, on average; 0 when after. */
export const metric5: Metric<StudyLearner> = {
  id: 'metric_5',
  unit: 'days',
  measure: (learner) => meanEarliness(learner, 1, 0),
  present: presentWholeDays,
};
