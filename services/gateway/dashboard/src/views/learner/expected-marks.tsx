import type { IndicatorView } from '../../model/indicator-view.ts';
import { radarPoint } from '../../model/radar.ts';

const SIDE = 100;
const HALF = 1.8;

/**
 * "Expected by now" over the radar. Only some axes have it, which a radar series cannot leave out, so it is drawn
 * in a square of its own that lies on the chart's.
 */
export function ExpectedMarks(props: { readonly views: readonly IndicatorView[]; readonly radius: number }) {
  const { views, radius } = props;
  return (
    <svg class="radar-marks" viewBox={`0 0 ${SIDE} ${SIDE}`} aria-hidden="true" focusable="false">
      {views.map(({ id, expected }, index) => {
        if (expected === null) return null;
        const { x, y } = radarPoint(expected, index, views.length, radius);
        return <path key={id} class="expected-mark" d={diamond(x * SIDE, y * SIDE)} />;
      })}
    </svg>
  );
}

function diamond(x: number, y: number): string {
  return `M${x} ${y - HALF}L${x + HALF} ${y}L${x} ${y + HALF}L${x - HALF} ${y}Z`;
}
