import { type Logger, messageOf, type Scheduler } from '@learning-tracker/runtime';
import type { LearnerRef } from '@learning-tracker/storage';
import type { GatewayStore } from '../figures/gateway-store.ts';

/** How often the store is asked what has changed, for all streams together. */
const LOOK_MS = 500;
const MOST_AT_ONCE = 1_000;

/** Tells listeners that a learner has changed. It may miss a change; listeners look by themselves now and then. */
export interface ChangeFeed {
  /** @returns ends it */
  listen(learners: readonly LearnerRef[], onChange: () => void): () => void;
  close(): void;
}

/** Follows `store.changes` as long as anybody listens. */
export function createChangeFeed(deps: {
  readonly store: Pick<GatewayStore, 'changes'>;
  readonly scheduler: Scheduler;
  readonly logger: Logger;
}): ChangeFeed {
  const { store, scheduler, logger } = deps;
  const listeners = new Map<string, Set<() => void>>();
  let cursor: number | null = null;
  let cancel: (() => void) | null = null;

  async function look(): Promise<void> {
    const first = cursor === null;
    try {
      for (;;) {
        const found = await store.changes(cursor ?? 0, MOST_AT_ONCE);
        const moved = found.cursor !== cursor;
        cursor = found.cursor;
        // What changed before the first look concerns nobody: whoever listens has just loaded.
        if (!first) for (const learner of found.learners) tell(learner);
        if (!moved || found.learners.length < MOST_AT_ONCE) break;
      }
    } catch (error) {
      logger.warn({ error: messageOf(error) }, 'changes cannot be read; streams look by themselves');
    }
  }

  function tell(learner: LearnerRef): void {
    for (const onChange of listeners.get(keyOf(learner)) ?? []) onChange();
  }

  function plan(): void {
    cancel = scheduler.after(LOOK_MS, () => {
      void look().then(() => {
        if (cancel !== null && listeners.size > 0) plan();
        else cancel = null;
      });
    });
  }

  return {
    listen(learners, onChange) {
      for (const learner of learners) {
        const own = listeners.get(keyOf(learner)) ?? new Set();
        listeners.set(keyOf(learner), own.add(onChange));
      }
      if (cancel === null) plan();
      return () => {
        for (const learner of learners) {
          const own = listeners.get(keyOf(learner));
          own?.delete(onChange);
          if (own?.size === 0) listeners.delete(keyOf(learner));
        }
      };
    },
    close() {
      cancel?.();
      cancel = null;
      listeners.clear();
    },
  };
}

function keyOf({ courseId, learnerId }: LearnerRef): string {
  return `${courseId}/${learnerId}`;
}
