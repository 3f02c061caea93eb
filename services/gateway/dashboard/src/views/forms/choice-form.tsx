import { useRef, useState } from 'preact/hooks';
import { choiceProblem, toggled } from '../../model/forms.ts';
import type { Catalogue } from '../../model/learner.ts';
import { type MetricId, MOST_INDICATORS } from '../../model/metrics.ts';
import { useChange } from '../use-change.ts';
import { useWords } from '../words.tsx';
import { FormActions } from './form-actions.tsx';
import type { FormProps } from './form-props.ts';

export function ChoiceForm(
  props: FormProps & { readonly initial: readonly MetricId[]; readonly catalogue: Catalogue },
) {
  const { messages } = useWords();
  const [selected, setSelected] = useState(props.initial);
  const [checked, setChecked] = useState(false);
  const { busy, failure, send } = useChange(props.submit);
  const list = useRef<HTMLFieldSetElement>(null);
  const full = selected.length >= MOST_INDICATORS;
  const problem = checked ? choiceProblem(selected) : null;

  function check(event: Event): void {
    event.preventDefault();
    setChecked(true);
    if (choiceProblem(selected) === null) void send({ kind: 'selection', selected });
    else list.current?.querySelector('input')?.focus();
  }

  return (
    <form noValidate onSubmit={check}>
      <fieldset ref={list} aria-describedby={problem === null ? 'choice-count' : 'choice-problem'}>
        <legend class="hidden">{messages.choice.legend}</legend>
        <div class="choices">
          {props.catalogue.indicators.map(({ id, name, description }) => (
            <label key={id} class="choice">
              <input
                type="checkbox"
                name={id}
                checked={selected.includes(id)}
                disabled={full && !selected.includes(id)}
                aria-describedby={`${id}-description`}
                onChange={() => setSelected(toggled(selected, id))}
              />
              <span class="choice-text">
                <span class="choice-name">{name}</span>
                <span id={`${id}-description`} class="choice-description">
                  {description}
                </span>
              </span>
            </label>
          ))}
        </div>
      </fieldset>
      <p id="choice-count" class="hint hint-row">
        <span role="status">
          {messages.choice.chosen(selected.length)}
          {full ? ` · ${messages.choice.full}` : ''}
        </span>
        <span>{messages.choice.once}</span>
      </p>
      {problem === null ? null : (
        <p id="choice-problem" class="problem" role="alert">
          {messages.choice.tooFew}
        </p>
      )}
      <FormActions label={props.label} busy={busy} failure={failure} onCancel={props.onCancel} />
    </form>
  );
}
