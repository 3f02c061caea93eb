import type { CourseView, RankedSession } from '../content/course-view.ts';
import type { CourseCensus, CourseSettings, ProfileName } from '../course.ts';
import type { Calibration, Scale } from '../figures.ts';
import { type LearnerView, viewLearner } from '../learner-view.ts';
import { PROFILE_NAMES, withProfile } from '../profiles/registry.ts';
import type { LearnerState } from '../state/parts.ts';

export type CalibratedMetric = 'metric_2' | 'metric_4';

/** Computed scales of one profile; the fixed maxima of course.json are not in it, they win when it is read. */
export type ComputedScales = Readonly<Record<CalibratedMetric, Scale | null>>;

/** What a daily scan of a course's current values finds. */
export interface CalibrationRecord {
  /** 1 for the first one of a course. */
  readonly version: number;
  readonly census: CourseCensus;
  readonly profiles: Readonly<Record<ProfileName, ComputedScales>>;
}

/** Counts what only the whole course can tell. Add every learner once; the order does not matter. */
export function createCensus(forumDelivered: boolean): {
  add(state: LearnerState): void;
  finish(): CourseCensus;
} {
  let hasPosts = false;
  let postersAreMembers = false;
  let hasCourseGrades = false;
  return {
    add(state) {
      const view = viewLearner(state);
      if (view === null) return;
      if (view.posts.length > 0) {
        hasPosts = true;
        if (view.memberships.size > 0) postersAreMembers = true;
      }
      if (view.hasCourseGradeRow) hasCourseGrades = true;
    },
    finish: () => ({ forumDelivered, hasPosts, postersAreMembers, hasCourseGrades }),
  };
}

/**
 * Collects the figures of metrics 2 and 4 of both cohorts under every profile. Add every learner once, in any
 * order. `course` must carry the finished census, since it decides whether metric 2 has a figure.
 */
export function createCalibrator(course: CourseView): {
  add(state: LearnerState): void;
  finish(): Readonly<Record<ProfileName, ComputedScales>>;
} {
  const collected = PROFILE_NAMES.map((profile) => ({
    profile,
    metric_2: { previous: [] as number[], present: [] as number[] },
    metric_4: { previous: [] as number[], present: [] as number[] },
  }));
  return {
    add(state) {
      const view = viewLearner(state);
      if (view === null) return;
      for (const { profile, ...figures } of collected) {
        for (const metric of ['metric_2', 'metric_4'] as const) {
          collect(figures[metric].previous, basisOf(view, course, course.previous, profile, metric));
          collect(figures[metric].present, basisOf(view, course, course.followed, profile, metric));
        }
      }
    },
    finish() {
      const scales = collected.map(({ profile, metric_2, metric_4 }) => [
        profile,
        { metric_2: scaleFrom(profile, metric_2), metric_4: scaleFrom(profile, metric_4) },
      ]);
      return Object.fromEntries(scales) as Record<ProfileName, ComputedScales>;
    },
  };
}

function collect(figures: number[], basis: number | null): void {
  if (basis !== null && basis > 0) figures.push(basis);
}

function basisOf(
  view: LearnerView,
  course: CourseView,
  sessions: readonly RankedSession[],
  profileName: ProfileName,
  metric: CalibratedMetric,
): number | null {
  return withProfile(profileName, (profile) => {
    const learner = profile.learner(view, course, sessions);
    if (learner === null) return null;
    return profile.metrics[metric].measure(learner, { course, asOf: 0, scale: null }).basis ?? null;
  });
}

/** The previous cohort first, else the present one, whose maximum is provisional. */
function scaleFrom(
  profileName: ProfileName,
  figures: { previous: number[]; present: number[] },
): Scale | null {
  return withProfile(profileName, (profile) => {
    for (const source of ['previous', 'present'] as const) {
      const ascending = figures[source].sort((a, b) => a - b);
      const maximum = profile.maximum(ascending);
      if (maximum !== null) {
        return { maximum, source, provisional: source === 'present', learners: ascending.length };
      }
    }
    return null;
  });
}

/** What is assumed of a course until the first record: nothing that would hide a figure. */
export const UNCOUNTED: CourseCensus = {
  forumDelivered: true,
  hasPosts: false,
  postersAreMembers: false,
  hasCourseGrades: true,
};

/**
 * The calibration in force for one profile: the fixed maxima of course.json win, else the record's scales.
 *
 * @param record null before the first one; then version 0
 */
export function calibrationFor(
  record: CalibrationRecord | null,
  settings: CourseSettings,
  profile: ProfileName,
): Calibration {
  const computed = record?.profiles[profile];
  const scale = (metric: CalibratedMetric): Scale | null => {
    const maximum = settings.previousCohortMaxima?.[metric];
    if (maximum !== undefined) return { maximum, source: 'fixed', provisional: false, learners: 0 };
    return computed?.[metric] ?? null;
  };
  return { version: record?.version ?? 0, metric_2: scale('metric_2'), metric_4: scale('metric_4') };
}
