import type { MetricId } from './metrics.ts';

export interface Bin {
  readonly from: number;
  readonly to: number;
  /** Null: fewer learners than may be shown. */
  readonly count: number | null;
}

export interface Distribution {
  /** Null: those without a figure are too few to be told. */
  readonly n: number | null;
  /** On the scale of 0 to 10; null where it would tell of a group that is too small. */
  readonly quantiles: {
    readonly p5: number | null;
    readonly p25: number | null;
    readonly p50: number | null;
    readonly p75: number | null;
    readonly p95: number | null;
  };
  readonly histogram: readonly Bin[];
}

/** A daily snapshot of those who consented. Null: a group too small to be shown. */
export interface Cohort {
  readonly at: string | null;
  readonly learners: number | null;
  readonly consenting: number | null;
  /** Null: suppressed as a whole. */
  readonly distributions: Readonly<Record<MetricId, Distribution | null>>;
  readonly selections: Readonly<Record<MetricId, number | null>>;
  readonly goalsSet: number | null;
  readonly srlAnswered: number | null;
}
