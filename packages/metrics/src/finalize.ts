import type { CourseView } from './content/course-view.ts';
import type { ProfileName } from './course.ts';
import {
  type Calibration,
  type Figure,
  type Figures,
  METRIC_IDS,
  type MetricId,
  type Scale,
} from './figures.ts';
import { viewLearner } from './learner-view.ts';
import { figureOf, type MetricContext } from './profiles/metric.ts';
import type { Profile } from './profiles/profile.ts';
import { withProfile } from './profiles/registry.ts';
import type { LearnerState } from './state/parts.ts';
import type { Micros } from './time.ts';

/** Under which definitions, scales and time a state is read. */
export interface Reading {
  readonly course: CourseView;
  readonly profile: ProfileName;
  /** As `calibrationFor` gives it for this profile. */
  readonly calibration: Calibration;
  readonly asOf: Micros;
}

/**
 * The twelve figures of a state, computed at read time, so that a corrected definition, session or weight takes
 * effect without a replay. Pure.
 *
 * @returns null where the learner is none of the profile's (no member, no progress, erased)
 */
export function finalize(state: LearnerState, reading: Reading): Figures | null {
  return withProfile(reading.profile, (profile) => {
    const view = viewLearner(state);
    const learner = view === null ? null : profile.learner(view, reading.course, reading.course.followed);
    if (learner === null) return null;
    const figures = METRIC_IDS.map((id): [MetricId, Figure] => [
      id,
      figureFor(profile, learner, id, reading),
    ]);
    return Object.fromEntries(figures) as Record<MetricId, Figure>;
  });
}

function figureFor<L>(profile: Profile<L>, learner: L, id: MetricId, reading: Reading): Figure {
  const context = contextFor(id, reading);
  const metric = profile.metrics[id];
  const measure = metric.measure(learner, context);
  const figure = figureOf(metric, measure, context);
  return figure.raw === null ? profile.absent(figure) : figure;
}

/** The context one metric is measured in. */
export function contextFor(id: MetricId, { course, asOf, calibration }: Reading): MetricContext {
  return { course, asOf, scale: scaleOf(calibration, id) };
}

function scaleOf(calibration: Calibration, id: MetricId): Scale | null {
  return id === 'metric_2' || id === 'metric_4' ? calibration[id] : null;
}
