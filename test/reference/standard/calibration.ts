import type { ReferenceCourse } from '../model.ts';
import { followedSessions, membersOf } from '../sessions.ts';
import { ascending } from '../time.ts';
import { discussionIndex } from './discussions.ts';
import { presenceMinutes } from './presence.ts';

/** What metric 2 is scaled against, in indexes; null where no source is left. */
export function calibration2(course: ReferenceCourse): number | null {
  return calibration(course, course.config.previousCohortMaxima?.metric_2, (learnerId) => {
    const index = discussionIndex(course, learnerId);
    return typeof index === 'number' ? index : 0;
  });
}

/** What metric 4 is scaled against, in minutes; null where no source is left. */
export function calibration4(course: ReferenceCourse): number | null {
  return calibration(
    course,
    course.config.previousCohortMaxima?.metric_4,
    (learnerId) => presenceMinutes(course, learnerId) ?? 0,
  );
}

/** The fixed maximum, else the previous cohort, else the present one, each metric by itself. */
function calibration(
  course: ReferenceCourse,
  fixed: number | undefined,
  ofLearner: (learnerId: string) => number,
): number | null {
  if (fixed !== undefined) return fixed;
  const previous = membersOf(course, course.config.previousSessions ?? []);
  const present = membersOf(
    course,
    followedSessions(course).map((session) => session.sessionId),
  );
  return percentile95(previous.map(ofLearner)) ?? percentile95(present.map(ofLearner));
}

/** The ⌈95·n/100⌉-th smallest of the n non-zero values; null with fewer than 20 of them. */
function percentile95(values: readonly number[]): number | null {
  const nonZero = values.filter((value) => value !== 0).sort(ascending);
  if (nonZero.length < 20) return null;
  const rank = Math.floor((95 * nonZero.length + 99) / 100);
  return nonZero[rank - 1] ?? null;
}
