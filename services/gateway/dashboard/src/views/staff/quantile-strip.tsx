import type { Distribution } from '../../model/cohort.ts';
import { positionIn } from '../../model/distribution-view.ts';

/** 5 to 95 % as a line, the middle half as a bar, the median as a tick, over the histogram's range. */
export function QuantileStrip({ distribution }: { readonly distribution: Distribution }) {
  const { histogram, quantiles } = distribution;
  const at = (value: number) => 100 * (positionIn(histogram, value) ?? 0);
  const span = (from: number, to: number) => ({ x: at(from), width: Math.max(0.5, at(to) - at(from)) });
  return (
    <svg class="strip" viewBox="0 0 100 12" preserveAspectRatio="none" aria-hidden="true">
      <rect class="strip-line" y="5.25" height="1.5" {...span(quantiles.p5, quantiles.p95)} />
      <rect class="strip-box" y="2" height="8" {...span(quantiles.p25, quantiles.p75)} />
      <rect class="strip-median" y="0" height="12" x={Math.max(0, at(quantiles.p50) - 0.4)} width="0.8" />
    </svg>
  );
}
