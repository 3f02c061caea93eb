import type { ProfileName } from './course.ts';
import type { Figure, MetricId, Scale, Unit } from './figures.ts';
import { contextFor, type Reading } from './finalize.ts';
import { viewLearner } from './learner-view.ts';
import type { Expression } from './profiles/expression.ts';
import { type Evidence, figureOf } from './profiles/metric.ts';
import { withProfile } from './profiles/registry.ts';
import type { LearnerState } from './state/parts.ts';

/** Why a figure is what it is. */
export interface Explanation {
  readonly metric: MetricId;
  readonly unit: Unit;
  readonly profile: ProfileName;
  readonly calibrationVersion: number;
  /** What metrics 2 and 4 were scaled against. */
  readonly scale: Scale | null;
  readonly figure: Figure;
  /** One sentence with the numbers in it. */
  readonly sentence: string;
  /** Evaluates to `figure.raw`, to the last bit; null where there is no figure. */
  readonly arithmetic: Expression | null;
  /** The inputs, one line each. */
  readonly evidence: readonly Evidence[];
}

/** The inputs of one figure and the arithmetic that adds up to it exactly. Null where `finalize` gives null. */
export function explain(state: LearnerState, metric: MetricId, reading: Reading): Explanation | null {
  return withProfile(reading.profile, (profile) => {
    const view = viewLearner(state);
    const learner = view === null ? null : profile.learner(view, reading.course, reading.course.followed);
    if (learner === null) return null;
    const definition = profile.metrics[metric];
    const context = contextFor(metric, reading);
    const measure = definition.measure(learner, context);
    const figure = figureOf(definition, measure, context);
    return {
      metric,
      unit: definition.unit,
      profile: reading.profile,
      calibrationVersion: reading.calibration.version,
      scale: context.scale,
      figure: figure.raw === null ? profile.absent(figure) : figure,
      sentence: measure.sentence(),
      arithmetic: measure.arithmetic,
      evidence: measure.evidence(),
    };
  });
}
