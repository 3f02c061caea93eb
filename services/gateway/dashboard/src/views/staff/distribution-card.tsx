import type { Distribution } from '../../model/cohort.ts';
import { barsOf, suppressedBars } from '../../model/distribution-view.ts';
import type { CatalogueEntry } from '../../model/learner.ts';
import { Chart } from '../chart.tsx';
import { useWords } from '../words.tsx';
import { QuantileStrip } from './quantile-strip.tsx';

const QUANTILES = ['p5', 'p25', 'p50', 'p75', 'p95'] as const;

/** One indicator over the cohort: histogram, quantiles, and both as tables. */
export function DistributionCard(props: {
  readonly entry: CatalogueEntry;
  readonly distribution: Distribution | null;
}) {
  const { entry, distribution } = props;
  const { messages, formats } = useWords();
  const { staff } = messages;
  if (distribution === null) {
    return (
      <article class="card">
        <h3>{entry.name}</h3>
        <p class="hint">{staff.suppressed}</p>
      </article>
    );
  }
  const bars = barsOf(distribution.histogram, formats.number);
  const left = suppressedBars(distribution);
  const { quantiles } = distribution;
  const { p25, p50, p75 } = quantiles;
  return (
    <article class="card">
      <div class="card-head">
        <h3>{entry.name}</h3>
        <p class="hint">
          {distribution.n === null ? staff.nHidden : staff.n(formats.number(distribution.n))}
        </p>
      </div>
      <div role="img" aria-label={staff.histogramLabel(entry.name)}>
        <Chart
          class="bar-chart"
          load={() => import('../../charts/bars.ts')}
          option={(kind, theme) => kind.barsOption(bars, theme, formats.number)}
          optionKey={JSON.stringify(bars)}
        />
      </div>
      <QuantileStrip distribution={distribution} />
      {p50 === null ? null : (
        <p>
          <strong>
            {staff.quantiles.p50}: {formats.number(p50)}.
          </strong>{' '}
          {p25 === null || p75 === null ? null : staff.middleHalf(formats.number(p25), formats.number(p75))}
        </p>
      )}
      {left === 0 ? null : <p class="hint">{staff.suppressedBins(left)}</p>}
      <details class="table-details">
        <summary>{staff.table}</summary>
        <table>
          <thead>
            <tr>
              <th scope="col">{staff.quantile}</th>
              <th scope="col">{staff.scaled}</th>
            </tr>
          </thead>
          <tbody>
            {QUANTILES.map((name) => (
              <tr key={name}>
                <th scope="row">{staff.quantiles[name]}</th>
                <td>{quantiles[name] === null ? staff.notTold : formats.number(quantiles[name])}</td>
              </tr>
            ))}
          </tbody>
        </table>
        <table>
          <thead>
            <tr>
              <th scope="col">{staff.range}</th>
              <th scope="col">{staff.count}</th>
            </tr>
          </thead>
          <tbody>
            {bars.map(({ label, count }) => (
              <tr key={label}>
                <th scope="row">{label}</th>
                <td>{count === null ? staff.fewer : formats.number(count)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </details>
    </article>
  );
}
