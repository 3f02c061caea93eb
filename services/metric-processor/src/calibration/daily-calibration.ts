import { dayOf } from '@learning-tracker/metrics';
import type { Clock, Logger } from '@learning-tracker/runtime';
import {
  type AggregateStore,
  createCourseReader,
  type LearnerRef,
  type PublishedCalibration,
  type StoredCourse,
} from '@learning-tracker/storage';
import { type EventLog, recordKey, type Serde, TOPICS } from '@learning-tracker/streams';
import { recordHistory } from './record-history.ts';
import { scanCourse } from './scan.ts';

export interface CalibrationDeps {
  readonly store: AggregateStore;
  readonly log: EventLog;
  readonly serde: Serde;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Whom to forget: nothing is kept of them that was read before. */
  readonly isErased: (learner: LearnerRef) => boolean;
}

/**
 * Computes the calibration of each course once a day of data, when the store has everything the log holds, and keeps
 * what every learner's figures were on that day.
 */
export interface DailyCalibration {
  /**
   * Calibrates every course whose exports have reached a new day.
   *
   * @param force also those that were calibrated for that day already (`tracker compute`, at its end)
   * @returns the courses that got a new version
   */
  runDue(force?: boolean): Promise<readonly string[]>;
}

export function createDailyCalibration(deps: CalibrationDeps): DailyCalibration {
  const { store, log, serde, clock, logger, isErased } = deps;
  const courses = createCourseReader(store);
  return {
    async runDue(force = false) {
      const positions = await caughtUpPositions();
      if (positions === null) return [];
      const found: (readonly [StoredCourse, PublishedCalibration])[] = [];
      for (const courseId of await store.courses()) {
        const course = await courses.course(courseId);
        const record = course === null ? null : await calibrate(course, positions, force);
        if (course !== null && record !== null) found.push([course, record]);
      }
      // States that moved under the scan would make a record that no positions can reproduce; try again later.
      if (!sameFacts(positions, await caughtUpPositions())) return [];
      for (const [course, record] of found) {
        // Before the record that ends the day: after a crash between the two the day is due again.
        await recordHistory(store, course, record, isErased);
        await publish(course.courseId, record);
      }
      return found.map(([{ courseId }]) => courseId);
    },
  };

  async function calibrate(
    course: StoredCourse,
    positions: PublishedCalibration['positions'],
    force: boolean,
  ): Promise<PublishedCalibration | null> {
    if (course.exportedUpTo === null) return null;
    const day = dayOf(course.exportedUpTo);
    const previous = course.calibration;
    if (!force && previous !== null && previous.day >= day) return null;
    const found = await scanCourse(store, course);
    return { version: (previous?.version ?? 0) + 1, day, positions, ...found };
  }

  async function publish(courseId: string, record: PublishedCalibration): Promise<void> {
    const value = serde.encode('CourseCalibrated', {
      courseId,
      version: record.version,
      computedAt: clock.now(),
      json: JSON.stringify(record),
    });
    await log.append([{ topic: TOPICS.courseContent, key: recordKey(courseId), value, partition: 0 }]);
    logger.info({ courseId, version: record.version, day: record.day }, 'calibrated');
  }

  /** Positions by `topic/partition`, or null while some partition is behind the log. */
  async function caughtUpPositions(): Promise<PublishedCalibration['positions'] | null> {
    const progress = await store.progress();
    const positions: Record<string, number> = {};
    for (const topic of [TOPICS.clicks, TOPICS.tableRows, TOPICS.courseContent]) {
      for (const { partition, end } of await log.offsets(topic)) {
        const id = topic === TOPICS.courseContent ? 'content' : partition;
        const position = progress.find((entry) => entry.partition === id)?.positions[topic] ?? 0;
        if (position < end) return null;
        positions[`${topic}/${partition}`] = position;
      }
    }
    return positions;
  }
}

/** Whether nothing came in between. */
function sameFacts(
  before: PublishedCalibration['positions'],
  after: PublishedCalibration['positions'] | null,
): boolean {
  return after !== null && Object.entries(before).every(([place, offset]) => after[place] === offset);
}
