import { roundHalfEven } from '../rounding.ts';
import { SMALLEST_GROUP, type ToldCount, toldCells } from './suppression.ts';

/** Bins of the scaled figures, each one wide: 0 to 1, … 9 to 10. */
export const COHORT_BINS = 10;

/** Shares of the cohort at or below, by name. */
export const COHORT_QUANTILES = { p5: 0.05, p25: 0.25, p50: 0.5, p75: 0.75, p95: 0.95 } as const;
export type QuantileName = keyof typeof COHORT_QUANTILES;
export const QUANTILE_NAMES = ['p5', 'p25', 'p50', 'p75', 'p95'] as const satisfies QuantileName[];

/** One indicator over a cohort, on the scale of 0 to 10. */
export interface CohortDistribution {
  /** Learners with a figure; null where those without one are too few to be told. */
  readonly n: ToldCount;
  /** To one decimal; null where fewer than five learners lie on a side, or it would tell what the bins leave out. */
  readonly quantiles: Readonly<Record<QuantileName, number | null>>;
  /** A count for each bin. A figure on an edge is in the upper bin; 10, and what `lak21` has above it, in the last. */
  readonly histogram: readonly ToldCount[];
}

/**
 * @param scaled figures of those who have one; sorted in place
 * @param counted learners of the cohort, with a figure or without
 * @returns null where fewer than five have a figure
 */
export function distributionOf(scaled: number[], counted: number): CohortDistribution | null {
  const n = scaled.length;
  if (n < SMALLEST_GROUP) return null;
  scaled.sort((a, b) => a - b);
  const bins = new Array<number>(COHORT_BINS).fill(0);
  for (const figure of scaled) bins[binOf(figure)] = (bins[binOf(figure)] ?? 0) + 1;
  // Those without a figure are a cell too, or the whole would tell of them.
  const told = toldCells([...bins, counted - n]);
  const histogram = told.slice(0, COHORT_BINS);
  const isWhole = told[COHORT_BINS] !== null;
  const quantile = (name: QuantileName) =>
    isWhole ? toldQuantile(scaled, COHORT_QUANTILES[name], histogram) : null;
  return {
    n: isWhole ? n : null,
    quantiles: {
      p5: quantile('p5'),
      p25: quantile('p25'),
      p50: quantile('p50'),
      p75: quantile('p75'),
      p95: quantile('p95'),
    },
    histogram,
  };
}

function binOf(scaled: number): number {
  return Math.min(COHORT_BINS - 1, Math.max(0, Math.floor(scaled)));
}

/**
 * The smallest figure with at least this share at or below it (nearest rank). Where it lies between bins that are left
 * out it would say how many learners are on which side of it, so it is left out as well.
 */
function toldQuantile(ascending: readonly number[], share: number, histogram: readonly ToldCount[]) {
  const rank = Math.max(1, Math.ceil(share * ascending.length));
  const figure = ascending[rank - 1];
  if (figure === undefined) return null;
  if (rank < SMALLEST_GROUP || ascending.length - rank + 1 < SMALLEST_GROUP) return null;
  const bin = binOf(figure);
  const isLeftOut = (count: ToldCount) => count === null;
  if (isLeftOut(histogram[bin] ?? null)) return null;
  if (histogram.slice(0, bin).some(isLeftOut) && histogram.slice(bin + 1).some(isLeftOut)) return null;
  return roundHalfEven(figure, 1);
}
