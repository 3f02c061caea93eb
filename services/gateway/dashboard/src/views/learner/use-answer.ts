import { useEffect, useState } from 'preact/hooks';

/** What an asynchronous question has come to; `previous` answers stay until the new one comes. */
export type Answer<T> =
  | { readonly kind: 'loading' }
  | { readonly kind: 'failed' }
  | { readonly kind: 'ready'; readonly value: T };

/** Asks when `key` changes, and again by `retry`. */
export function useAnswer<T>(ask: () => Promise<T>, key: string): { answer: Answer<T>; retry: () => void } {
  const [answer, setAnswer] = useState<Answer<T>>({ kind: 'loading' });
  const [attempt, setAttempt] = useState(0);
  useEffect(() => {
    let gone = false;
    ask().then(
      (value) => {
        if (!gone) setAnswer({ kind: 'ready', value });
      },
      () => {
        if (!gone) setAnswer((old) => (old.kind === 'ready' ? old : { kind: 'failed' }));
      },
    );
    return () => {
      gone = true;
    };
  }, [key, attempt]);
  return {
    answer,
    retry() {
      setAnswer({ kind: 'loading' });
      setAttempt((count) => count + 1);
    },
  };
}
