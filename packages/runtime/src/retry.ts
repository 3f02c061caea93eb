import { type Scheduler, systemScheduler } from './scheduler.ts';

export interface Pause {
  readonly error: unknown;
  /** 1 after the first failure. */
  readonly failures: number;
  readonly pauseMs: number;
}

export interface RetryOptions {
  /** Ends the waiting; the promise then rejects with the signal's reason. */
  readonly signal?: AbortSignal;
  /** False ends the attempts with this error; default: every error is waited out. */
  readonly isTransient?: (error: unknown) => boolean;
  /** Shortest pause after this error, as a server may ask for; it may exceed the longest (default none). */
  readonly leastPauseMs?: (error: unknown) => number;
  /** Told before each pause, for the log line and the readiness note. */
  readonly onPause?: (pause: Pause) => void;
  /** Pause after the first failure; doubled with each further one (default 200). */
  readonly firstPauseMs?: number;
  /** Longest pause (default 30,000). */
  readonly longestPauseMs?: number;
  readonly scheduler?: Scheduler;
  /** 0 ≤ x < 1; spreads clients that failed together over the second half of each pause. */
  readonly random?: () => number;
}

/**
 * Attempts until it succeeds, with growing pauses: for a dependency that is away (failure rules in
 * ARCHITECTURE.md). There is no last attempt, since the data waits in the log or on disk; whoever wants to give
 * up aborts the signal.
 */
export async function retry<T>(attempt: () => Promise<T>, options: RetryOptions = {}): Promise<T> {
  const { signal, isTransient = () => true, scheduler = systemScheduler, random = Math.random } = options;
  const { firstPauseMs = 200, longestPauseMs = 30_000 } = options;
  for (let failures = 1; ; failures += 1) {
    signal?.throwIfAborted();
    try {
      return await attempt();
    } catch (error) {
      if (!isTransient(error)) throw error;
      const full = Math.min(longestPauseMs, firstPauseMs * 2 ** (failures - 1));
      const least = options.leastPauseMs?.(error) ?? 0;
      const pauseMs = Math.max(least, Math.round(full * (0.5 + random() / 2)));
      signal?.throwIfAborted();
      options.onPause?.({ error, failures, pauseMs });
      await pauseFor(pauseMs, scheduler, signal);
    }
  }
}

/** Resolves after `ms` milliseconds; rejects with the signal's reason when that is aborted. */
export function pauseFor(ms: number, scheduler: Scheduler, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) {
      reject(signal.reason);
      return;
    }
    const abort = () => {
      cancel();
      reject(signal?.reason);
    };
    const cancel = scheduler.after(ms, () => {
      signal?.removeEventListener('abort', abort);
      resolve();
    });
    signal?.addEventListener('abort', abort, { once: true });
  });
}

/** The outcome of `work`, or a rejection with the signal's reason where that is aborted first; `work` itself goes on. */
export async function unlessAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  const aborted = Promise.withResolvers<never>();
  const abort = () => aborted.reject(signal.reason);
  if (signal.aborted) abort();
  else signal.addEventListener('abort', abort, { once: true });
  try {
    return await Promise.race([work, aborted.promise]);
  } finally {
    signal.removeEventListener('abort', abort);
  }
}
