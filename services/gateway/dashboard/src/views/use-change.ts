import { useState } from 'preact/hooks';
import type { Change } from '../model/learner.ts';
import type { ChangeOutcome } from '../session/learner-session.ts';

export type Submit = (change: Change) => Promise<ChangeOutcome>;

/** The state of a form that is being sent. `failure` stays until the next try. */
export function useChange(submit: Submit) {
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<'failed' | 'refused' | null>(null);
  async function send(change: Change): Promise<void> {
    if (busy) return;
    setBusy(true);
    setFailure(null);
    const outcome = await submit(change);
    setBusy(false);
    if (outcome === 'failed' || outcome === 'refused') setFailure(outcome);
  }
  return { busy, failure, send };
}
