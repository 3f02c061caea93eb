import { useRef } from 'preact/hooks';
import type { IndicatorView } from '../../model/indicator-view.ts';
import { radarLayout } from '../../model/radar.ts';
import { Chart } from '../chart.tsx';
import { ScrollTable } from '../scroll-table.tsx';
import { useWidth } from '../use-width.ts';
import { useWords } from '../words.tsx';
import { ExpectedMarks } from './expected-marks.tsx';

/** The radar with its legend, and the same figures as a table. */
export function Profile({ views }: { readonly views: readonly IndicatorView[] }) {
  const { messages, formats } = useWords();
  const { overview } = messages;
  const square = useRef<HTMLDivElement>(null);
  const layout = radarLayout(useWidth(square));
  const expects = views.some(({ expected }) => expected !== null);
  return (
    <section class="card profile" aria-labelledby="profile">
      <h2 id="profile">{overview.radarHeading}</h2>
      <div ref={square} class="radar" role="img" aria-label={overview.radarLabel}>
        <Chart
          class="radar-chart"
          load={() => import('../../charts/radar.ts')}
          option={(kind, theme) => kind.radarOption(views, theme, layout, overview.noFigure)}
          optionKey={JSON.stringify([layout, views.map(({ name, scaled }) => [name, scaled])])}
        />
        <ExpectedMarks views={views} radius={layout.radius} />
      </div>
      <p class="legend" aria-hidden="true">
        <span class="legend-now">{overview.you}</span>
        {expects ? <span class="legend-expected">{overview.expected}</span> : null}
      </p>
      {layout.numbered ? (
        <ol class="radar-names">
          {views.map(({ id, name }) => (
            <li key={id}>{name}</li>
          ))}
        </ol>
      ) : null}
      <details class="table-details">
        <summary>{overview.table}</summary>
        <ScrollTable label={overview.table}>
          <thead>
            <tr>
              <th scope="col">{overview.columns.indicator}</th>
              <th scope="col">{overview.columns.value}</th>
              <th scope="col">{overview.columns.scaled}</th>
              <th scope="col">{overview.columns.expected}</th>
            </tr>
          </thead>
          <tbody>
            {views.map(({ id, name, value, scaled, expected }) => (
              <tr key={id}>
                <th scope="row">{name}</th>
                <td>{value ?? overview.noFigure}</td>
                <td>{scaled === null ? '–' : formats.number(scaled)}</td>
                <td>{expected === null ? '–' : formats.number(expected)}</td>
              </tr>
            ))}
          </tbody>
        </ScrollTable>
      </details>
    </section>
  );
}
