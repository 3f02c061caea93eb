import type { Bin, Distribution } from './cohort.ts';

export interface BarView {
  readonly label: string;
  readonly count: number | null;
}

/** One bar for each bin, named by its range; spaces keep a minus apart from the dash. */
export function barsOf(histogram: readonly Bin[], number: (value: number) => string): readonly BarView[] {
  return histogram.map(({ from, to, count }) => ({
    label: from < 0 ? `${number(from)} – ${number(to)}` : `${number(from)}–${number(to)}`,
    count,
  }));
}

export function suppressedBars({ histogram }: Distribution): number {
  return histogram.filter(({ count }) => count === null).length;
}

/** Where a value lies between the first bin's lower and the last one's upper edge, 0 to 1; null: nowhere. */
export function positionIn(histogram: readonly Bin[], value: number): number | null {
  const low = histogram[0]?.from;
  const high = histogram.at(-1)?.to;
  if (low === undefined || high === undefined || high <= low) return null;
  return Math.min(1, Math.max(0, (value - low) / (high - low)));
}
