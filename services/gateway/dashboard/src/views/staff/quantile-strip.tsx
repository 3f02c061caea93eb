import type { Distribution } from '../../model/cohort.ts';
import { positionIn } from '../../model/distribution-view.ts';

/** 5 to 95 % as a line, the middle half as a bar, the median as a tick, over the histogram's range; what is told of it. */
export function QuantileStrip({ distribution }: { readonly distribution: Distribution }) {
  const { histogram, quantiles } = distribution;
  const at = (value: number) => 100 * (positionIn(histogram, value) ?? 0);
  const span = (from: number | null, to: number | null) =>
    from === null || to === null ? null : { x: at(from), width: Math.max(0.5, at(to) - at(from)) };
  const line = span(quantiles.p5, quantiles.p95);
  const box = span(quantiles.p25, quantiles.p75);
  const median = quantiles.p50;
  if (line === null && box === null && median === null) return null;
  return (
    <svg class="strip" viewBox="0 0 100 12" preserveAspectRatio="none" aria-hidden="true">
      {line === null ? null : <rect class="strip-line" y="5.25" height="1.5" {...line} />}
      {box === null ? null : <rect class="strip-box" y="2" height="8" {...box} />}
      {median === null ? null : (
        <rect class="strip-median" y="0" height="12" x={Math.max(0, at(median) - 0.4)} width="0.8" />
      )}
    </svg>
  );
}
