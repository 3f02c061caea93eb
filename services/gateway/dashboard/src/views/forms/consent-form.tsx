import { useRef, useState } from 'preact/hooks';
import { isEmail } from '../../model/forms.ts';
import { useChange } from '../use-change.ts';
import { useWords } from '../words.tsx';
import { FormActions } from './form-actions.tsx';
import type { FormProps } from './form-props.ts';

export function ConsentForm(
  props: FormProps & { readonly initial: boolean | null; readonly followUp: boolean },
) {
  const { messages } = useWords();
  const [answer, setAnswer] = useState(props.initial);
  const [followUp, setFollowUp] = useState(props.followUp);
  const [email, setEmail] = useState('');
  const [problem, setProblem] = useState<'answer' | 'email' | null>(null);
  const { busy, failure, send } = useChange(props.submit);
  const first = useRef<HTMLInputElement>(null);
  const address = useRef<HTMLInputElement>(null);

  function check(event: Event): void {
    event.preventDefault();
    if (answer === null) {
      setProblem('answer');
      first.current?.focus();
    } else if (answer && followUp && !isEmail(email.trim())) {
      setProblem('email');
      address.current?.focus();
    } else {
      setProblem(null);
      void send(
        answer
          ? { kind: 'consent', consent: true, followUp, email: followUp ? email.trim() : '' }
          : { kind: 'consent', consent: false },
      );
    }
  }

  return (
    <form noValidate onSubmit={check}>
      <ul class="points">
        {messages.consent.points.map((point) => (
          <li key={point}>{point}</li>
        ))}
      </ul>
      <fieldset class="answers" aria-describedby={problem === 'answer' ? 'consent-problem' : undefined}>
        <legend class="hidden">{messages.consent.question}</legend>
        {([true, false] as const).map((value) => (
          <label key={String(value)} class="answer">
            <input
              ref={value ? first : null}
              type="radio"
              name="consent"
              checked={answer === value}
              onChange={() => setAnswer(value)}
            />
            <span>{value ? messages.consent.yes : messages.consent.no}</span>
          </label>
        ))}
      </fieldset>
      {problem === 'answer' ? (
        <p id="consent-problem" class="problem" role="alert">
          {messages.consent.chooseFirst}
        </p>
      ) : null}
      {answer === true ? (
        <div class="follow-up">
          <label class="check">
            <input
              type="checkbox"
              checked={followUp}
              onChange={({ currentTarget }) => setFollowUp(currentTarget.checked)}
            />
            <span>{messages.consent.followUp}</span>
          </label>
          {followUp ? (
            <div class="field">
              <label for="email">{messages.consent.email}</label>
              <input
                ref={address}
                id="email"
                type="email"
                autocomplete="email"
                value={email}
                aria-invalid={problem === 'email'}
                aria-describedby={problem === 'email' ? 'email-problem email-hint' : 'email-hint'}
                onInput={({ currentTarget }) => setEmail(currentTarget.value)}
              />
              {problem === 'email' ? (
                <p id="email-problem" class="problem" role="alert">
                  {messages.consent.emailInvalid}
                </p>
              ) : null}
              <p id="email-hint" class="hint">
                {messages.consent.emailHint}
              </p>
            </div>
          ) : null}
        </div>
      ) : null}
      <FormActions label={props.label} busy={busy} failure={failure} onCancel={props.onCancel} />
    </form>
  );
}
