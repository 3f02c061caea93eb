import { TrackerError } from './errors.ts';
import type { Logger } from './logging.ts';
import { retry, unlessAborted } from './retry.ts';
import type { Scheduler } from './scheduler.ts';
import type { Telemetry } from './telemetry.ts';
import type { Waits } from './waits.ts';

/**
 * Attempts until a dependency answers; the failure rule for store, log and registry in one place. When the signal is
 * aborted, an attempt that still runs is no longer waited for.
 */
export type Patiently = <T>(what: string, attempt: () => Promise<T>) => Promise<T>;

/** Errors of adapters that mean "not now": a full disk, a server that is away. Their other codes will not pass by waiting. */
const AWAY: ReadonlySet<string> = new Set([
  'STORE_STORAGE_FAILED',
  'STORE_UNREACHABLE',
  'LOG_STORAGE_FAILED',
  'LOG_UNREACHABLE',
  'REGISTRY_UNREACHABLE',
]);

/** What is back is not kept waiting: values should be live again within seconds. */
const LONGEST_PAUSE_MS = 5_000;

export interface PatienceOptions {
  readonly logger: Logger;
  /** Ends the waiting; attempts then reject with its reason. */
  readonly signal: AbortSignal;
  readonly scheduler: Scheduler;
  readonly telemetry?: Telemetry | undefined;
  /** Shows what is waited for. */
  readonly waits?: Waits | undefined;
}

export function createPatience(options: PatienceOptions): Patiently {
  const { logger, signal, scheduler, telemetry, waits } = options;
  return async (what, attempt) => {
    let end: (() => void) | undefined;
    try {
      return await retry(() => unlessAborted(attempt(), signal), {
        signal,
        scheduler,
        longestPauseMs: LONGEST_PAUSE_MS,
        isTransient: (error) => !(error instanceof TrackerError) || AWAY.has(error.code),
        onPause: ({ error, pauseMs }) => {
          logger.warn({ error, pauseMs }, `waiting to ${what}`);
          telemetry?.count('learning_tracker_dependency_waits_total', { dependency: what });
          end ??= waits?.begin(what);
        },
      });
    } finally {
      end?.();
    }
  };
}
