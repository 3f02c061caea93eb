import type { Profile } from '../profile.ts';
import { type StandardLearner, standardLearner } from './learner.ts';
import { metric1 } from './metric-01-content-revision.ts';
import { metric2 } from './metric-02-discussions.ts';
import { metric3 } from './metric-03-productivity.ts';
import { metric4 } from './metric-04-presence.ts';
import { metric5 } from './metric-05-starting.ts';
import { metric6 } from './metric-06-completing.ts';
import { metric7 } from './metric-07-activities.ts';
import { metric8 } from './metric-08-prompts.ts';
import { metric9 } from './metric-09-assignments.ts';
import { metric10 } from './metric-10-readings.ts';
import { metric11 } from './metric-11-videos.ts';
import { metric12 } from './metric-12-grade.ts';

/** With fewer non-zero figures than this a cohort calibrates nothing. */
const SMALLEST_COHORT = 20;

/** The default definitions: corrected, bounded, explainable in a sentence each (metrics.md, "`standard`"). */
export const standard: Profile<StandardLearner> = {
  name: 'standard',
  learner: standardLearner,
  metrics: {
    metric_1: metric1,
    metric_2: metric2,
    metric_3: metric3,
    metric_4: metric4,
    metric_5: metric5,
    metric_6: metric6,
    metric_7: metric7,
    metric_8: metric8,
    metric_9: metric9,
    metric_10: metric10,
    metric_11: metric11,
    metric_12: metric12,
  },
  maximum(figures) {
    if (figures.length < SMALLEST_COHORT) return null;
    const rank = Math.floor((95 * figures.length + 99) / 100);
    return figures[rank - 1] ?? null;
  },
  absent: (figure) => figure,
};
