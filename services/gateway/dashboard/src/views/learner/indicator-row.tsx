import { useState } from 'preact/hooks';
import type { LearnerDetails } from '../../api/learner-source.ts';
import type { IndicatorView } from '../../model/indicator-view.ts';
import type { CatalogueEntry } from '../../model/learner.ts';
import { useWords } from '../words.tsx';
import { DetailPanel } from './detail-panel.tsx';
import { Scale } from './scale.tsx';

/** One indicator: its value, sentence and place on the scale; opens to the reason and the history. */
export function IndicatorRow(props: {
  readonly view: IndicatorView;
  readonly entry: CatalogueEntry | null;
  readonly details: LearnerDetails | null;
  /** Changes with the figures, so that an open panel is loaded anew. */
  readonly version: string;
}) {
  const { view, entry, details, version } = props;
  const { messages } = useWords();
  const [open, setOpen] = useState(false);
  const panel = `${view.id}-details`;
  return (
    <li class="row" id={view.id}>
      <div class="row-head">
        <h3>{view.name}</h3>
        <p class={view.value === null ? 'row-value row-value-none' : 'row-value'}>
          {view.value ?? messages.overview.noFigure}
        </p>
      </div>
      <p class="row-sentence">{view.sentence}</p>
      <Scale scaled={view.scaled} expected={view.expected} />
      {view.notes.length === 0 ? null : <p class="row-notes">{view.notes.join(' · ')}</p>}
      {details === null ? null : (
        <button
          type="button"
          class="disclose"
          aria-expanded={open}
          aria-controls={open ? panel : undefined}
          aria-label={messages.details.openLabel(view.name)}
          onClick={() => setOpen(!open)}
        >
          {messages.details.open}
        </button>
      )}
      {open && details !== null && entry !== null ? (
        <DetailPanel id={panel} entry={entry} details={details} version={version} />
      ) : null}
    </li>
  );
}
