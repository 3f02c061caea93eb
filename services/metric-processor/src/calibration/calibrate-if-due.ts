import type { Logger } from '@learning-tracker/runtime';
import { type AggregateStore, createCourseReader } from '@learning-tracker/storage';
import { type EventLog, TOPICS } from '@learning-tracker/streams';
import type { CohortSnapshots } from '../cohort/cohort-snapshots.ts';
import type { DailyCalibration } from './daily-calibration.ts';

export interface CalibrateIfDueDeps {
  readonly calibration: DailyCalibration;
  readonly cohorts: CohortSnapshots;
  readonly store: AggregateStore;
  readonly log: EventLog;
  readonly logger: Logger;
  /** Partitions that stopped by themselves: until they are mended no calibration can see everything. */
  readonly failures: () => readonly string[];
  readonly signal: AbortSignal;
}

/**
 * Calibrates what a new day of data or new clicks have made due, and keeps the cohorts' snapshots of what was calibrated. Does nothing while the store is behind the log. Never
 * rejects: what fails, or is overtaken by new facts, is tried again when it is called again.
 */
export function createCalibrateIfDue(deps: CalibrateIfDueDeps): () => Promise<void> {
  const { calibration, cohorts, store, log, logger, failures, signal } = deps;
  const courses = createCourseReader(store);

  /**
   * Exports of days gone by reach no new day of data: without this, a course whose history is copied in after its
   * newest tables would stay scaled by what little was there at first.
   */
  async function hasClicksSinceCalibration(): Promise<boolean> {
    const ends = await log.offsets(TOPICS.clicks);
    for (const courseId of await store.courses()) {
      const positions = (await courses.course(courseId))?.calibration?.positions;
      if (positions === undefined) continue;
      if (ends.some(({ topic, partition, end }) => (positions[`${topic}/${partition}`] ?? 0) < end))
        return true;
    }
    return false;
  }

  return async () => {
    if (failures().length > 0 || signal.aborted) return;
    try {
      const calibrated = await calibration.runDue(await hasClicksSinceCalibration());
      // A new calibration is in force once it has come back by the log.
      if (calibrated.length === 0) await cohorts.makeDue();
    } catch (error) {
      if (!signal.aborted) logger.error({ error }, 'calibration failed; it is tried again');
    }
  };
}
