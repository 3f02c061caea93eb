import type { CourseView } from '../content/course-view.ts';
import type { Figure, MetricId, NoFigureReason, Scale, Unit } from '../figures.ts';
import type { Micros } from '../time.ts';
import { type Expression, evaluate } from './expression.ts';

/** What a metric may look at beside the learner. Immutable and shared by all learners of a course. */
export interface MetricContext {
  readonly course: CourseView;
  readonly asOf: Micros;
  /** What metrics 2 and 4 are scaled against; null where no source was left, or for the other metrics. */
  readonly scale: Scale | null;
}

/** One line of evidence, e.g. a visited item of a day or a presence session. */
export interface Evidence {
  readonly label: string;
  readonly at?: Micros;
  readonly until?: Micros;
  readonly value?: number | string;
}

/** Found in the learner's state, before scaling. `raw` null: no figure, `reason` says why. */
export type Measure = {
  readonly reason: NoFigureReason | null;
  /** Arithmetic of the unrounded figure; evaluating it *is* the figure. */
  readonly arithmetic: Expression | null;
  readonly absolute?: number;
  readonly total?: number;
  readonly dueSoFar?: number;
  readonly progressOnly?: boolean;
  /** Metrics 2 and 4: the unrounded figure in the unit of the calibration (index; minutes). */
  readonly basis?: number;
  /** One sentence with the numbers in it. */
  readonly sentence: () => string;
  readonly evidence: () => readonly Evidence[];
};

/** One metric under one profile; `L` is what the profile makes of a learner. */
export interface Metric<L> {
  readonly id: MetricId;
  readonly unit: Unit;
  readonly measure: (learner: L, context: MetricContext) => Measure;
  /** Rounds and scales; given a measure that has a figure. */
  readonly present: (raw: number, context: MetricContext, measure: Measure) => Presented;
}

export interface Presented {
  readonly value: number | null;
  readonly scaled: number | null;
  readonly reason?: NoFigureReason;
}

/** No figure, with its reason. */
export function noFigure(reason: NoFigureReason, sentence: string, counts: Partial<Measure> = {}): Measure {
  return { reason, arithmetic: null, sentence: () => sentence, evidence: () => [], ...counts };
}

export function figureOf<L>(metric: Metric<L>, measure: Measure, context: MetricContext): Figure {
  const raw = measure.arithmetic === null ? null : evaluate(measure.arithmetic);
  const presented: Presented =
    raw === null ? { value: null, scaled: null } : metric.present(raw, context, measure);
  return {
    value: presented.value,
    absolute: measure.absolute ?? null,
    total: measure.total ?? null,
    scaled: presented.scaled,
    raw,
    reason: measure.reason ?? presented.reason ?? null,
    dueSoFar: measure.dueSoFar ?? null,
    ...(measure.progressOnly === true ? { progressOnly: true as const } : {}),
  };
}
