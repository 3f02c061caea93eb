import { type CourseView, calibrationFor, finalize } from '@learning-tracker/metrics';
import {
  type AggregateStore,
  encodeHistoryDay,
  type LearnerRef,
  learnerState,
  type PublishedCalibration,
  type StoredCourse,
} from '@learning-tracker/storage';

/** Learners written in one step. */
const PAGE = 500;

/**
 * Keeps every learner's figures of the day that a calibration was made for, in the course's own profile. The same facts
 * give the same bytes, and a repeat takes the place of what a run before it left.
 */
export async function recordHistory(
  store: Pick<AggregateStore, 'partitions' | 'scan' | 'writeHistory'>,
  course: StoredCourse,
  record: PublishedCalibration,
  isErased: (learner: LearnerRef) => boolean,
): Promise<void> {
  const { profile } = course.config;
  const view: CourseView = { ...course.view, census: record.census };
  const calibration = calibrationFor(record, course.config, profile);
  const reading = { course: view, profile, calibration, asOf: course.exportedUpTo ?? 0 };
  for (let partition = 0; partition < store.partitions; partition += 1) {
    let page: (LearnerRef & { readonly bytes: Uint8Array })[] = [];
    for await (const { courseId, learnerId, parts } of store.scan(partition, course.courseId)) {
      const figures = finalize(learnerState(parts), reading);
      if (figures === null) continue;
      page.push({ courseId, learnerId, bytes: encodeHistoryDay(profile, record.version, figures) });
      if (page.length < PAGE) continue;
      await keep(partition, page);
      page = [];
    }
    await keep(partition, page);
  }

  /** The list is read last: whoever was read before being forgotten is not written after it. */
  async function keep(
    partition: number,
    page: readonly (LearnerRef & { readonly bytes: Uint8Array })[],
  ): Promise<void> {
    const kept = page.filter((learner) => !isErased(learner));
    if (kept.length > 0) await store.writeHistory(partition, record.day, kept);
  }
}
