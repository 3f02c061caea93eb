import { useEffect, useRef, useState } from 'preact/hooks';
import { isPassing, type Problem } from '../../api/problem.ts';
import { useWords } from '../words.tsx';

/** Asks for a staff token; one from the address is tried at once. */
export function TokenForm(props: {
  readonly initial: string | null;
  readonly enter: (token: string) => Promise<Problem | null>;
}) {
  const { initial, enter } = props;
  const { messages } = useWords();
  const [token, setToken] = useState(initial ?? '');
  const [busy, setBusy] = useState(initial !== null);
  const [problem, setProblem] = useState<'empty' | 'refused' | 'unreachable' | null>(null);
  const field = useRef<HTMLInputElement>(null);

  async function tryToken(given: string): Promise<void> {
    setBusy(true);
    const failed = await enter(given);
    setBusy(false);
    if (failed === null) return;
    setProblem(isPassing(failed) ? 'unreachable' : 'refused');
    field.current?.focus();
  }

  useEffect(() => {
    if (initial !== null) void tryToken(initial);
  }, []);

  function check(event: Event): void {
    event.preventDefault();
    if (busy) return;
    if (token.trim() === '') {
      setProblem('empty');
      field.current?.focus();
    } else void tryToken(token.trim());
  }

  const problems = {
    empty: messages.staff.tokenEmpty,
    refused: messages.staff.tokenRefused,
    unreachable: messages.unreachable.title,
  };
  return (
    <section class="form-page">
      <h1>{messages.staff.title}</h1>
      <form noValidate onSubmit={check}>
        <div class="field">
          <label for="token">{messages.staff.token}</label>
          <input
            ref={field}
            id="token"
            type="password"
            autocomplete="off"
            spellcheck={false}
            value={token}
            aria-invalid={problem !== null}
            aria-describedby={problem === null ? 'token-hint' : 'token-problem token-hint'}
            onInput={({ currentTarget }) => setToken(currentTarget.value)}
          />
          {problem === null ? null : (
            <p id="token-problem" class="problem" role="alert">
              {problems[problem]}
            </p>
          )}
          <p id="token-hint" class="hint">
            {messages.staff.tokenHint}
          </p>
        </div>
        <button type="submit" class="button button-main" aria-disabled={busy}>
          {messages.staff.open}
        </button>
      </form>
    </section>
  );
}
