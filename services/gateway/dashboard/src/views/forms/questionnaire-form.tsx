import { useRef, useState } from 'preact/hooks';
import type { Questionnaire } from '../../model/learner.ts';
import { dropDraft, keepDraft, readDraft } from '../../preferences/draft.ts';
import type { Keeper } from '../../preferences/keeper.ts';
import { useChange } from '../use-change.ts';
import { useWords } from '../words.tsx';
import type { FormProps } from './form-props.ts';

/** All statements on one page; what is answered stays in the browser until it is sent. */
export function QuestionnaireForm(
  props: FormProps & { readonly questionnaire: Questionnaire; readonly keeper: Keeper },
) {
  const { questionnaire, keeper } = props;
  const { statements, min, max, minLabel, maxLabel } = questionnaire;
  const { messages } = useWords();
  const [answers, setAnswers] = useState(() => readDraft(keeper, statements.length, questionnaire));
  const [checked, setChecked] = useState(false);
  const list = useRef<HTMLOListElement>(null);
  const { busy, failure, send } = useChange(async (change) => {
    const outcome = await props.submit(change);
    if (outcome === 'done') dropDraft(keeper);
    return outcome;
  });
  const given = answers.filter((answer): answer is number => answer !== null);
  const missing = statements.length - given.length;
  const points = Array.from({ length: max - min + 1 }, (_, index) => min + index);

  function answer(statement: number, value: number): void {
    const next = answers.map((old, index) => (index === statement ? value : old));
    setAnswers(next);
    keepDraft(keeper, next);
  }

  function check(event: Event): void {
    event.preventDefault();
    setChecked(true);
    if (missing === 0) void send({ kind: 'questionnaire', answers: given });
    else toFirstMissing();
  }

  function toFirstMissing(): void {
    const index = answers.indexOf(null);
    list.current?.querySelectorAll('fieldset')[index]?.querySelector('input')?.focus();
  }

  return (
    <form noValidate onSubmit={check}>
      <ol ref={list} class="statements">
        {statements.map((statement, index) => (
          <li
            key={statement}
            class={checked && answers[index] === null ? 'statement statement-open' : 'statement'}
          >
            <fieldset>
              <legend>
                <span class="statement-number">{index + 1}</span>
                <span>{statement}</span>
              </legend>
              <div class="points-row">
                {points.map((value) => (
                  <label key={value} class="point">
                    <input
                      type="radio"
                      name={`statement-${index + 1}`}
                      checked={answers[index] === value}
                      aria-label={messages.questionnaire.point(value, max, min, minLabel, maxLabel)}
                      onChange={() => answer(index, value)}
                    />
                    <span aria-hidden="true">{value}</span>
                  </label>
                ))}
              </div>
              <p class="point-ends" aria-hidden="true">
                <span>{minLabel}</span>
                <span>{maxLabel}</span>
              </p>
            </fieldset>
          </li>
        ))}
      </ol>
      <div class="questionnaire-bar">
        <div role="alert">
          {failure === null ? null : <p class="notice notice-bad">{messages.outcome[failure]}</p>}
          {checked && missing > 0 ? <p class="problem">{messages.questionnaire.missing(missing)}</p> : null}
        </div>
        <div class="questionnaire-bar-row">
          <div class="questionnaire-progress">
            <progress
              max={statements.length}
              value={given.length}
              aria-label={messages.questionnaire.progress(given.length, statements.length)}
            />
            <span aria-hidden="true">{messages.questionnaire.progress(given.length, statements.length)}</span>
          </div>
          <div class="buttons">
            <button type="button" class="button" onClick={props.onCancel}>
              {messages.questionnaire.later}
            </button>
            <button type="submit" class="button button-main" aria-disabled={busy}>
              {busy ? messages.saving : props.label}
            </button>
          </div>
        </div>
      </div>
    </form>
  );
}
