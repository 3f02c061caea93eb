import type { Logger } from './logging.ts';
import { type Scheduler, systemScheduler } from './scheduler.ts';

/** The part of `process` a lifecycle uses. */
export interface SignalSource {
  on(signal: StopSignal, listener: (signal: StopSignal) => void): unknown;
  off(signal: StopSignal, listener: (signal: StopSignal) => void): unknown;
}

export type StopSignal = 'SIGINT' | 'SIGTERM';

export interface LifecycleOptions {
  readonly logger: Logger;
  /** Ends the process, e.g. `process.exit`. */
  readonly exit: (code: number) => void;
  readonly signals: SignalSource;
  /** Time all stops have together (default 10,000). */
  readonly graceMs?: number;
  readonly scheduler?: Scheduler;
}

export interface Lifecycle {
  /** Aborted when stopping begins; hand it to whatever waits. */
  readonly signal: AbortSignal;
  /** Registers a part that was started; parts stop one after the other, the last started first. */
  onStop(name: string, stop: () => Promise<void> | void): void;
  /**
   * Stops everything, then exits: 0 after a clean stop; 1 if it was asked for because of `failure`, a stop
   * failed or the grace time ran out. Later calls join the first.
   */
  stop(reason: string, failure?: unknown): Promise<void>;
}

const SIGNAL_NUMBERS: Readonly<Record<StopSignal, number>> = { SIGINT: 2, SIGTERM: 15 };

/** Listens to SIGINT and SIGTERM: the first stops in order, a second exits at once with 128 + its number. */
export function createLifecycle(options: LifecycleOptions): Lifecycle {
  const { logger, exit, signals, graceMs = 10_000, scheduler = systemScheduler } = options;
  const controller = new AbortController();
  const parts: { readonly name: string; readonly stop: () => Promise<void> | void }[] = [];
  let stopping: Promise<void> | null = null;

  const onSignal = (signal: StopSignal) => {
    if (stopping !== null) {
      exit(128 + SIGNAL_NUMBERS[signal]);
      return;
    }
    void stop(signal);
  };

  let current = '';
  async function stopParts(): Promise<boolean> {
    let clean = true;
    for (let part = parts.pop(); part !== undefined; part = parts.pop()) {
      current = part.name;
      try {
        await part.stop();
      } catch (error) {
        clean = false;
        logger.error({ error, part: part.name }, 'a part did not stop cleanly');
      }
    }
    return clean;
  }

  function stopPartsInTime(): Promise<boolean> {
    return new Promise((resolve) => {
      const cancel = scheduler.after(graceMs, () => {
        logger.error({ part: current, graceMs }, 'stopping takes too long; ending without it');
        resolve(false);
      });
      void stopParts().then((clean) => {
        cancel();
        resolve(clean);
      });
    });
  }

  function stop(reason: string, failure?: unknown): Promise<void> {
    stopping ??= (async () => {
      if (failure === undefined) logger.info({ reason }, 'stopping');
      else logger.error({ reason, error: failure }, 'stopping after a failure');
      controller.abort(new Error(`stopping: ${reason}`));
      const clean = await stopPartsInTime();
      signals.off('SIGINT', onSignal);
      signals.off('SIGTERM', onSignal);
      exit(clean && failure === undefined ? 0 : 1);
    })();
    return stopping;
  }

  signals.on('SIGINT', onSignal);
  signals.on('SIGTERM', onSignal);

  return {
    signal: controller.signal,
    onStop: (name, stopPart) => void parts.push({ name, stop: stopPart }),
    stop,
  };
}
