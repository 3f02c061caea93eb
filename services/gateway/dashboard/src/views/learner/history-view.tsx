import { calendarDays, greatestOf, isRecalibrated } from '../../model/history.ts';
import type { CatalogueEntry, HistoryDay } from '../../model/learner.ts';
import { Chart } from '../chart.tsx';
import { ScrollTable } from '../scroll-table.tsx';
import { useWords } from '../words.tsx';

/** A line by day, and the same as a table. */
export function HistoryView(props: { readonly entry: CatalogueEntry; readonly days: readonly HistoryDay[] }) {
  const { entry, days } = props;
  const { messages, formats } = useWords();
  const { details, overview } = messages;
  const points = calendarDays(days);
  if (days.length === 0) return <p>{details.historyEmpty}</p>;
  const value = (number: number) => formats.value(number, entry.unit);
  return (
    <>
      {points.length < 2 ? (
        <p>{details.historyOne}</p>
      ) : (
        <div role="img" aria-label={details.historyLabel(entry.name)}>
          <Chart
            class="line-chart"
            load={() => import('../../charts/line.ts')}
            option={(kind, theme) =>
              kind.lineOption(points, theme, {
                day: formats.day,
                shortDay: formats.shortDay,
                value,
                short: (number) => formats.short(number, entry.unit),
                greatest: greatestOf(entry.unit),
              })
            }
            optionKey={JSON.stringify([overview.table, points])}
          />
        </div>
      )}
      {isRecalibrated(entry.id, days) ? <p class="hint">{details.recalibrated}</p> : null}
      <details class="table-details">
        <summary>{details.historyTable}</summary>
        <ScrollTable label={details.historyTable}>
          <thead>
            <tr>
              <th scope="col">{details.day}</th>
              <th scope="col">{overview.columns.value}</th>
              <th scope="col">{overview.columns.scaled}</th>
            </tr>
          </thead>
          <tbody>
            {days.toReversed().map((day) => (
              <tr key={day.day}>
                <th scope="row">{formats.day(day.day)}</th>
                <td>{day.value === null ? overview.noFigure : value(day.value)}</td>
                <td>{day.scaled === null ? '–' : formats.number(day.scaled)}</td>
              </tr>
            ))}
          </tbody>
        </ScrollTable>
      </details>
    </>
  );
}
