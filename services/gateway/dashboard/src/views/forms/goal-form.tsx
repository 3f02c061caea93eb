import { useRef, useState } from 'preact/hooks';
import { goalProblem, LONGEST_GOAL } from '../../model/forms.ts';
import { useChange } from '../use-change.ts';
import { useWords } from '../words.tsx';
import { FormActions } from './form-actions.tsx';
import type { FormProps } from './form-props.ts';

export function GoalForm(props: FormProps & { readonly initial: string }) {
  const { messages, formats } = useWords();
  const [goal, setGoal] = useState(props.initial);
  const [checked, setChecked] = useState(false);
  const { busy, failure, send } = useChange(props.submit);
  const field = useRef<HTMLTextAreaElement>(null);
  const problem = checked ? goalProblem(goal) : null;
  const left = LONGEST_GOAL - goal.length;

  function check(event: Event): void {
    event.preventDefault();
    setChecked(true);
    if (goalProblem(goal) === null) void send({ kind: 'goal', goal: goal.trim() });
    else field.current?.focus();
  }

  return (
    <form noValidate onSubmit={check}>
      <div class="field">
        <label for="goal">{messages.goal.label}</label>
        <textarea
          ref={field}
          id="goal"
          rows={5}
          value={goal}
          placeholder={messages.goal.placeholder}
          aria-invalid={problem !== null}
          aria-describedby={problem === null ? 'goal-hint' : 'goal-problem goal-hint'}
          onInput={({ currentTarget }) => setGoal(currentTarget.value)}
        />
        {problem === null ? null : (
          <p id="goal-problem" class="problem" role="alert">
            {problem === 'empty' ? messages.goal.empty : messages.goal.tooLong(formats.number(LONGEST_GOAL))}
          </p>
        )}
        <p id="goal-hint" class="hint hint-row">
          <span>{messages.goal.once}</span>
          {left <= 300 ? <span class="count">{messages.goal.left(formats.number(left))}</span> : null}
        </p>
      </div>
      <FormActions label={props.label} busy={busy} failure={failure} onCancel={props.onCancel} />
    </form>
  );
}
