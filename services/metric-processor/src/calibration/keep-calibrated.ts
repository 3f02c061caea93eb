import { type Logger, pauseFor, type Scheduler, unlessAborted } from '@learning-tracker/runtime';
import { type EventLog, TOPICS } from '@learning-tracker/streams';

export interface KeepCalibratedDeps {
  readonly log: Pick<EventLog, 'offsets'>;
  /** Whether this process owns `course-content`: one process of a deployment calibrates. */
  readonly isOwner: () => boolean;
  readonly calibrateIfDue: () => Promise<void>;
  readonly logger: Logger;
  readonly scheduler: Scheduler;
  /** Ends it. */
  readonly signal: AbortSignal;
}

/** Pause between two looks at the log; it must have been quiet for so long. */
export const CALIBRATION_LOOK_MS = 5_000;

/**
 * Calibrates whenever the log has been quiet since the look before, so that an export is whole before it is what a cohort
 * is scaled by. Settles when the signal is aborted, without waiting for a calibration that runs: it is published in one
 * record or not at all.
 */
export async function keepCalibrated(deps: KeepCalibratedDeps): Promise<void> {
  const { log, isOwner, calibrateIfDue, logger, scheduler, signal } = deps;
  let before: string | null = null;

  async function look(): Promise<void> {
    if (!isOwner()) {
      before = null;
      return;
    }
    const ends = await logEnds(log);
    const isQuiet = ends === before;
    before = ends;
    if (isQuiet) await calibrateIfDue();
  }

  try {
    for (;;) {
      await pauseFor(CALIBRATION_LOOK_MS, scheduler, signal);
      try {
        await unlessAborted(look(), signal);
      } catch (error) {
        before = null;
        if (!signal.aborted) logger.warn({ error }, 'the log cannot be looked at; calibration waits');
      }
    }
  } catch (error) {
    if (!signal.aborted) throw error;
  }
}

async function logEnds(log: Pick<EventLog, 'offsets'>): Promise<string> {
  const topics = [TOPICS.clicks, TOPICS.tableRows, TOPICS.courseContent];
  const offsets = await Promise.all(topics.map((topic) => log.offsets(topic)));
  return JSON.stringify(offsets.flat().map(({ end }) => end));
}
