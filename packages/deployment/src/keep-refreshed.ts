import type { Logger, Scheduler } from '@learning-tracker/runtime';
import type { ErasureList } from '@learning-tracker/storage';

/** A learner to be forgotten is known to every process after this long. */
export const REFRESH_EVERY_MS = 5_000;

/** Reads the erasure list again and again until the returned function is called; a store that is away is waited for. */
export function keepRefreshed(
  erasures: Pick<ErasureList, 'refresh'>,
  { logger, scheduler }: { readonly logger: Logger; readonly scheduler: Scheduler },
): () => void {
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
      await erasures.refresh();
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
