import {
  type Admission,
  admit,
  calibrationFor,
  createCohortCounter,
  dayOf,
  finalize,
} from '@learning-tracker/metrics';
import type { Logger } from '@learning-tracker/runtime';
import {
  type AggregateStore,
  type CohortSnapshot,
  createCourseReader,
  decodeAdmission,
  decodeCohortSnapshot,
  encodeAdmission,
  encodeCohortSnapshot,
  type LearnerRef,
  learnerState,
  type PublishedCalibration,
  type StoredCourse,
} from '@learning-tracker/storage';
import { type Serde, TOPICS } from '@learning-tracker/streams';
import { type Consent, consentsOf } from './consents.ts';

export interface CohortSnapshotsDeps {
  readonly store: AggregateStore;
  readonly serde: Pick<Serde, 'prepare' | 'decode'>;
  readonly logger: Logger;
  readonly isErased: (learner: LearnerRef) => boolean;
}

/** Keeps a snapshot of each course's cohort for the calibration in force. */
export interface CohortSnapshots {
  /**
   * Makes what is missing: of a new day, or where somebody has withdrawn consent or was forgotten and the snapshots were
   * dropped. What facts or withdrawals overtake is not written, and due again.
   *
   * @returns the courses that got a snapshot
   */
  makeDue(): Promise<readonly string[]>;
}

/** Ids that are asked for at once. */
const PAGE = 500;

export function createCohortSnapshots(deps: CohortSnapshotsDeps): CohortSnapshots {
  const { store, serde, logger, isErased } = deps;
  const courses = createCourseReader(store);
  return {
    async makeDue() {
      const made: string[] = [];
      for (const courseId of await store.courses()) {
        const course = await courses.course(courseId);
        if (course?.calibration && (await isDue(course, course.calibration))) {
          if (await make(course, course.calibration)) made.push(courseId);
        }
      }
      return made;
    },
  };

  async function isDue(course: StoredCourse, calibration: PublishedCalibration): Promise<boolean> {
    // Of a day that has no calibration yet: that one comes first.
    if (course.exportedUpTo === null || dayOf(course.exportedUpTo) !== calibration.day) return false;
    const newest = await store.cohort(course.courseId);
    return newest === null || decodeCohortSnapshot(newest.bytes).calibrationVersion !== calibration.version;
  }

  async function make(course: StoredCourse, calibration: PublishedCalibration): Promise<boolean> {
    const { courseId } = course;
    const start = await store.beginCohort(courseId);
    const before = await factPositions();
    const consents = await consentsOf(store, serde, courseId, isErased);
    const previous = start.admission === null ? null : decodeAdmission(start.admission);
    const admission = admit(
      consents.map(({ at }) => at),
      previous,
    );
    const snapshot = await count(course, calibration, admission, consents);
    if ((await factPositions()) !== before) return false;
    const change = {
      courseId,
      day: calibration.day,
      bytes: encodeCohortSnapshot(snapshot),
      admission: encodeAdmission(admission),
    };
    if ((await store.writeCohort(start.fence, change)) === 'fenced') return false;
    logger.info({ courseId, day: calibration.day, counted: snapshot.counted }, 'cohort snapshot kept');
    return true;
  }

  async function count(
    course: StoredCourse,
    calibration: PublishedCalibration,
    { upTo, counted }: Admission,
    consents: readonly Consent[],
  ): Promise<CohortSnapshot> {
    const { courseId } = course;
    const { profile } = course.config;
    const at = course.exportedUpTo ?? 0;
    const admitted = consents.filter((consent) => consent.at <= upTo);
    const tableIds = await tableIdsOf(courseId, admitted);
    const counter = createCohortCounter();
    for (const { choices } of admitted) counter.addChoices(choices);
    const reading = {
      course: course.view,
      profile,
      calibration: calibrationFor(calibration, course.config, profile),
      asOf: at,
    };
    let learners = 0;
    for (let partition = 0; partition < store.partitions; partition += 1) {
      for await (const { learnerId, parts } of store.scan(partition, courseId)) {
        const figures = finalize(learnerState(parts), reading);
        if (figures === null || isErased({ courseId, learnerId })) continue;
        learners += 1;
        if (tableIds.has(learnerId)) counter.addFigures(figures);
      }
    }
    return {
      profile,
      calibrationVersion: calibration.version,
      at,
      ...counter.finish({ learners, counted }),
    };
  }

  /** Figures stand under table ids; of whom the id map does not know yet there are none. */
  async function tableIdsOf(courseId: string, admitted: readonly Consent[]): Promise<ReadonlySet<string>> {
    const found = new Set<string>();
    for (let from = 0; from < admitted.length; from += PAGE) {
      const page = admitted.slice(from, from + PAGE);
      const ids = await Promise.all(page.map(({ dashboardId }) => store.tableId(courseId, dashboardId)));
      for (const id of ids) if (id !== null) found.add(id);
    }
    return found;
  }

  /** Where the store stands in the topics that figures are made of. */
  async function factPositions(): Promise<string> {
    const progress = await store.progress();
    return JSON.stringify(
      progress.map(({ partition, positions }) => [
        partition,
        positions[TOPICS.clicks],
        positions[TOPICS.tableRows],
        positions[TOPICS.courseContent],
      ]),
    );
  }
}
