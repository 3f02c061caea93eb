import type { LearnerDetails } from '../../api/learner-source.ts';
import type { CatalogueEntry } from '../../model/learner.ts';
import { useWords } from '../words.tsx';
import { ExplanationView } from './explanation-view.tsx';
import { HistoryView } from './history-view.tsx';
import { type Answer, useAnswer } from './use-answer.ts';

/** Why a value is what it is, and how it came to be. */
export function DetailPanel(props: {
  readonly id: string;
  readonly entry: CatalogueEntry;
  readonly details: LearnerDetails;
  readonly version: string;
}) {
  const { id, entry, details, version } = props;
  const { messages } = useWords();
  const key = `${entry.id} ${version}`;
  const why = useAnswer(() => details.explanation(entry.id), key);
  const history = useAnswer(() => details.history(entry.id), key);
  return (
    <div id={id} class="details">
      <section aria-label={`${messages.details.why}: ${entry.name}`}>
        <h4>{messages.details.why}</h4>
        <p class="hint">{entry.description}</p>
        <Waiting answer={why.answer} retry={why.retry} />
        {why.answer.kind === 'ready' ? <ExplanationView explanation={why.answer.value} /> : null}
      </section>
      <section aria-label={`${messages.details.history}: ${entry.name}`}>
        <h4>{messages.details.history}</h4>
        <Waiting answer={history.answer} retry={history.retry} />
        {history.answer.kind === 'ready' ? <HistoryView entry={entry} days={history.answer.value} /> : null}
      </section>
    </div>
  );
}

function Waiting<T>(props: { readonly answer: Answer<T>; readonly retry: () => void }) {
  const { messages } = useWords();
  const { kind } = props.answer;
  return (
    <div role="status">
      {kind === 'loading' ? <p class="hint">{messages.details.loading}</p> : null}
      {kind === 'failed' ? (
        <p>
          {messages.details.failed}{' '}
          <button type="button" class="button button-small" onClick={props.retry}>
            {messages.retry}
          </button>
        </p>
      ) : null}
    </div>
  );
}
