import type { LoadedCohort } from '../../session/cohort-session.ts';
import { useWords } from '../words.tsx';

/** How many learners chose each indicator, the most chosen first; counts that may not be shown come last. */
export function Selections({ loaded }: { readonly loaded: LoadedCohort }) {
  const { messages, formats } = useWords();
  const { staff, overview } = messages;
  const { catalogue, cohort } = loaded;
  const rows = catalogue.indicators
    .map(({ id, name }) => ({ id, name, count: cohort.selections[id] }))
    .toSorted((a, b) => (b.count ?? -1) - (a.count ?? -1));
  const most = Math.max(1, ...rows.map(({ count }) => count ?? 0));
  return (
    <section class="card" aria-labelledby="selections">
      <h2 id="selections">{staff.selections}</h2>
      <p class="hint">{staff.selectionsLead}</p>
      <table class="selections">
        <thead class="hidden">
          <tr>
            <th scope="col">{overview.columns.indicator}</th>
            <th scope="col">{staff.count}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map(({ id, name, count }) => (
            <tr key={id}>
              <th scope="row">{name}</th>
              <td class="selections-bar">
                <svg class="bar" viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true">
                  <rect class="scale-fill" width={(100 * (count ?? 0)) / most} height="10" />
                </svg>
                <span>{count === null ? staff.fewer : formats.number(count)}</span>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
