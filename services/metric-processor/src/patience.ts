import { type Logger, retry, type Scheduler, type Telemetry, TrackerError } from '@learning-tracker/runtime';

/** Attempts until a dependency answers; the failure rule for store, log and registry in one place. */
export type Patiently = <T>(what: string, attempt: () => Promise<T>) => Promise<T>;

/** Errors of adapters that mean "not now": a full disk, a server that is away. Their other codes will not pass by waiting. */
const AWAY: ReadonlySet<string> = new Set([
  'STORE_STORAGE_FAILED',
  'STORE_UNREACHABLE',
  'LOG_STORAGE_FAILED',
  'LOG_UNREACHABLE',
  'REGISTRY_UNREACHABLE',
]);

export function createPatience(options: {
  readonly logger: Logger;
  /** Ends the waiting; attempts then reject with its reason. */
  readonly signal: AbortSignal;
  readonly scheduler: Scheduler;
  readonly telemetry?: Telemetry | undefined;
}): Patiently {
  const { logger, signal, scheduler, telemetry } = options;
  return (what, attempt) =>
    retry(attempt, {
      signal,
      scheduler,
      isTransient: (error) => !(error instanceof TrackerError) || AWAY.has(error.code),
      onPause: ({ error, pauseMs }) => {
        logger.warn({ error, pauseMs }, `waiting to ${what}`);
        telemetry?.count('learning_tracker_dependency_waits_total', { dependency: what });
      },
    });
}
