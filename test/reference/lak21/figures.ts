import type { ReferenceCourse, ReferenceFigure, ReferenceFigures } from '../model.ts';
import { followedSessions } from '../sessions.ts';
import { learnersOf } from './learners.ts';
import {
  discussionIndex,
  metric1,
  metric2,
  metric3,
  metric4,
  metric5,
  metric6,
  metric7,
  metric8,
  metric9,
  metric10,
  metric11,
  metric12,
  presenceMinutes,
  type StudyFigure,
} from './metrics.ts';

export function lak21Figures(course: ReferenceCourse): Map<string, ReferenceFigures> {
  const learners = learnersOf(
    course,
    followedSessions(course).map((session) => session.sessionId),
  );
  const maximum2 =
    course.config.previousCohortMaxima?.metric_2 ?? cohortMaximum(course, learners, discussionIndex);
  const maximum4 =
    course.config.previousCohortMaxima?.metric_4 ?? cohortMaximum(course, learners, presenceMinutes);

  const figures = new Map<string, ReferenceFigures>();
  for (const learnerId of learners) {
    figures.set(learnerId, {
      metric_1: figure(metric1(course, learnerId)),
      metric_2: figure(metric2(course, learnerId, maximum2)),
      metric_3: figure(metric3(course, learnerId)),
      metric_4: figure(metric4(course, learnerId, maximum4)),
      metric_5: figure(metric5(course, learnerId)),
      metric_6: figure(metric6(course, learnerId)),
      metric_7: figure(metric7(course, learnerId)),
      metric_8: figure(metric8(course, learnerId)),
      metric_9: figure(metric9(course, learnerId)),
      metric_10: figure(metric10(course, learnerId)),
      metric_11: figure(metric11(course, learnerId)),
      metric_12: figure(metric12(course, learnerId)),
    });
  }
  return figures;
}

/** The maximum over the previous cohort, else (where it has no value above 0) over the present one. */
function cohortMaximum(
  course: ReferenceCourse,
  present: readonly string[],
  ofLearner: (course: ReferenceCourse, learnerId: string) => number,
): number {
  const previous = learnersOf(course, course.config.previousSessions ?? []);
  const ofPrevious = Math.max(0, ...previous.map((learnerId) => ofLearner(course, learnerId)));
  if (ofPrevious > 0) return ofPrevious;
  return Math.max(0, ...present.map((learnerId) => ofLearner(course, learnerId)));
}

function figure(study: StudyFigure): ReferenceFigure {
  return { ...study, total: null, raw: null, reason: null, dueSoFar: null };
}
