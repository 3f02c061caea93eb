import { gradeWeights } from './model/grade-weights.ts';
import type { CourseModel } from './model/model.ts';

/** The course's `course.json`. */
export function courseConfig(model: CourseModel, backfillFrom: string): Record<string, unknown> {
  const { previous, first, second } = model.calendar;
  return {
    courseId: model.courseId,
    slug: model.slug,
    sessions: [first.id, second.id],
    previousSessions: [previous.id],
    earlyActivityLimit: 'cohort_enrollment',
    gradeWeights: gradeWeights(model.content),
    profile: 'standard',
    timeZone: 'Europe/Amsterdam',
    userIdHashing: 'linked',
    backfillFrom,
  };
}
