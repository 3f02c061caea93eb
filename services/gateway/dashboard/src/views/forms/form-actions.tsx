import { useWords } from '../words.tsx';

/** The buttons that end a form, and what went wrong with the last try. */
export function FormActions(props: {
  readonly label: string;
  readonly busy: boolean;
  readonly failure: 'failed' | 'refused' | null;
  readonly onCancel?: (() => void) | undefined;
}) {
  const { label, busy, failure, onCancel } = props;
  const { messages } = useWords();
  return (
    <div class="form-actions">
      <div role="alert">
        {failure === null ? null : <p class="notice notice-bad">{messages.outcome[failure]}</p>}
      </div>
      <div class="buttons">
        <button type="submit" class="button button-main" aria-disabled={busy}>
          {busy ? messages.saving : label}
        </button>
        {onCancel === undefined ? null : (
          <button type="button" class="button" onClick={onCancel}>
            {messages.cancel}
          </button>
        )}
      </div>
    </div>
  );
}
