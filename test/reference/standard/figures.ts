import type { ReferenceCourse, ReferenceFigures } from '../model.ts';
import { followedSessions, membersOf } from '../sessions.ts';
import { calibration2, calibration4 } from './calibration.ts';
import { metric7, metric8, metric9, metric10, metric11 } from './completion.ts';
import { metric2 } from './discussions.ts';
import { metric12 } from './grade.ts';
import { metric4 } from './presence.ts';
import { metric3 } from './productivity.ts';
import { metric1 } from './revision.ts';
import { metric5, metric6 } from './timing.ts';

export function standardFigures(course: ReferenceCourse): Map<string, ReferenceFigures> {
  const learners = membersOf(
    course,
    followedSessions(course).map((session) => session.sessionId),
  );
  const maximum2 = calibration2(course);
  const maximum4 = calibration4(course);

  const figures = new Map<string, ReferenceFigures>();
  for (const learnerId of learners) {
    figures.set(learnerId, {
      metric_1: metric1(course, learnerId),
      metric_2: metric2(course, learnerId, maximum2),
      metric_3: metric3(course, learnerId),
      metric_4: metric4(course, learnerId, maximum4),
      metric_5: metric5(course, learnerId),
      metric_6: metric6(course, learnerId),
      metric_7: metric7(course, learnerId),
      metric_8: metric8(course, learnerId),
      metric_9: metric9(course, learnerId),
      metric_10: metric10(course, learnerId),
      metric_11: metric11(course, learnerId),
      metric_12: metric12(course, learnerId),
    });
  }
  return figures;
}
