import type { CourseView, RankedSession } from '../content/course-view.ts';
import type { ProfileName } from '../course.ts';
import type { Figure, MetricId } from '../figures.ts';
import type { LearnerView } from '../learner-view.ts';
import type { Metric } from './metric.ts';

/**
 * A set of definitions of the twelve metrics. To add one: write one file that exports a `Profile` and name it in
 * `profiles/registry.ts`; state, storage and services do not change.
 */
export interface Profile<L> {
  readonly name: ProfileName;
  /** What the metrics read of a learner; null where the learner is none of this profile's for these sessions. */
  readonly learner: (view: LearnerView, course: CourseView, sessions: readonly RankedSession[]) => L | null;
  readonly metrics: Readonly<Record<MetricId, Metric<L>>>;
  /** The maximum that a cohort's non-zero figures (ascending, in the profile's own figure) give; null if too few. */
  readonly maximum: (figures: readonly number[]) => number | null;
  /** A metric without a figure, as this profile shows it. */
  readonly absent: (figure: Figure) => Figure;
}
