import { randomUUID } from 'node:crypto';
import { type Logger, type Scheduler, unlessAborted } from '@learning-tracker/runtime';
import { type Leases, lead } from '@learning-tracker/storage';
import type { LogEraser } from '@learning-tracker/streams';

/** Lease of whoever rewrites the log. */
export const REWRITE_LEASE = 'log-rewrite';

/**
 * An eraser that waits for its turn. The lease saves work: two at once would each copy the log, and one of the copies
 * be thrown away.
 */
export function oneAtATime(
  eraser: LogEraser,
  deps: { readonly leases: Leases; readonly logger: Logger; readonly scheduler: Scheduler },
): LogEraser {
  return {
    async erase(job, signal = new AbortController().signal) {
      const done = Promise.withResolvers<Awaited<ReturnType<LogEraser['erase']>>>();
      const work = async (leading: AbortSignal) => {
        try {
          done.resolve(await eraser.erase(job, AbortSignal.any([leading, signal])));
        } catch (error) {
          done.reject(error);
        }
      };
      const leader = lead(
        { ...deps, name: REWRITE_LEASE, owner: randomUUID(), work, now: () => performance.now() },
        done.reject,
      );
      try {
        return await unlessAborted(done.promise, signal);
      } finally {
        await leader.stop();
      }
    },
  };
}
