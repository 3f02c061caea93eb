import type { MetricId } from './metrics.ts';

export interface Bin {
  readonly from: number;
  readonly to: number;
  /** Null: fewer learners than may be shown. */
  readonly count: number | null;
}

export interface Distribution {
  readonly n: number;
  readonly quantiles: {
    readonly p5: number;
    readonly p25: number;
    readonly p50: number;
    readonly p75: number;
    readonly p95: number;
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
