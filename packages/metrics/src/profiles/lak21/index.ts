import type { Profile } from '../profile.ts';
import { completedShare } from './completed-share.ts';
import { type StudyLearner, studyLearner } from './learner.ts';
import { metric1 } from './metric-01-content-revision.ts';
import { metric2 } from './metric-02-discussions.ts';
import { metric3 } from './metric-03-productivity.ts';
import { metric4 } from './metric-04-presence.ts';
import { metric5 } from './metric-05-starting.ts';
import { metric6 } from './metric-06-completing.ts';
import { metric12 } from './metric-12-grade.ts';

/** The published study's script, figure for figure, oddities included (lak21.md). */
export const lak21: Profile<StudyLearner> = {
  name: 'lak21',
  learner: studyLearner,
  metrics: {
    metric_1: metric1,
    metric_2: metric2,
    metric_3: metric3,
    metric_4: metric4,
    metric_5: metric5,
    metric_6: metric6,
    metric_7: completedShare('metric_7', null, 3),
    metric_8: completedShare('metric_8', 'discussion prompt', 2),
    metric_9: completedShare('metric_9', 'phased peer', 2),
    metric_10: completedShare('metric_10', 'supplement', 2),
    metric_11: completedShare('metric_11', 'lecture', 2),
    metric_12: metric12,
  },
  maximum: (figures) => figures[figures.length - 1] ?? null,
  absent: (figure) => ({ ...figure, value: 0, scaled: 0, reason: null }),
};
