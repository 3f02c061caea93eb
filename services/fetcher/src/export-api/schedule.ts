import { type Clock, type Logger, pauseFor, type Scheduler } from '@learning-tracker/runtime';
import { Cron } from 'croner';

/** Three times a day, an hour apart. */
export const DEFAULT_SCHEDULE = '0 5-7 * * *';

export interface ScheduleDeps {
  /** Cron expression with minutes to weekdays. */
  readonly pattern: string;
  /** IANA name. */
  readonly timeZone: string;
  readonly clock: Clock;
  readonly scheduler: Scheduler;
  readonly logger: Pick<Logger, 'error'>;
  run(): Promise<unknown>;
}

/** Longest pause that is asked of the scheduler: timers of more than 24 days fire at once. */
const LONGEST_PAUSE_MS = 86_400_000;

/**
 * Runs at the times of a cron expression until aborted. Runs never overlap: a time that passes while one is under way
 * is left out. A run that fails is told and does not keep the next from its time. Throws TypeError for an expression
 * that cannot be read.
 */
export async function runOnSchedule(deps: ScheduleDeps, signal: AbortSignal): Promise<void> {
  const cron = new Cron(deps.pattern, { timezone: deps.timeZone, paused: true });
  const nowMs = () => Math.floor(deps.clock.now() / 1000);
  try {
    while (!signal.aborted) {
      const next = cron.nextRun(new Date(nowMs()));
      if (next === null) return;
      for (let left = next.getTime() - nowMs(); left > 0; left = next.getTime() - nowMs()) {
        await pauseFor(Math.min(left, LONGEST_PAUSE_MS), deps.scheduler, signal);
      }
      try {
        await deps.run();
      } catch (error) {
        if (!signal.aborted) deps.logger.error({ error }, 'the daily run failed; the next one goes on');
      }
    }
  } catch (error) {
    if (!signal.aborted) throw error;
  }
}
