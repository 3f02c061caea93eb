import type { Logger, Scheduler } from '@learning-tracker/runtime';
import type { ErasureList } from '@learning-tracker/storage';

/** A learner to be forgotten is known to every process after this long. */
export const REFRESH_EVERY_MS = 1_000;
/** Every process has looked at the list by then, also one that was in the midst of looking when the first beat ended. */
export const LIST_IS_KNOWN_MS = 2 * REFRESH_EVERY_MS;

/** Reads the erasure list again and again until the returned function is called; a store that is away is waited for. */
export function keepRefreshed(
  erasures: Pick<ErasureList, 'refresh'>,
  deps: {
    readonly logger: Logger;
    readonly scheduler: Scheduler;
    /** Further work of each beat; told how many digests the store had lost. */
    readonly onBeat?: (lost: number) => Promise<void>;
  },
): () => void {
  const { logger, scheduler, onBeat = async () => {} } = deps;
  let stopped = false;
  let failing = false;
  let cancel = later();

  function later(): () => void {
    return scheduler.after(REFRESH_EVERY_MS, () => {
      void refresh().finally(() => {
        if (!stopped) cancel = later();
      });
    });
  }

  async function refresh(): Promise<void> {
    try {
      await onBeat(await erasures.refresh());
      failing = false;
    } catch (error) {
      if (!failing && !stopped)
        logger.warn({ error }, 'the erasure list is not read anew; the last one counts');
      failing = true;
    }
  }

  return () => {
    stopped = true;
    cancel();
  };
}
