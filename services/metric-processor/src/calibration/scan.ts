import {
  type CalibrationRecord,
  type CourseView,
  createCalibrator,
  createCensus,
} from '@learning-tracker/metrics';
import { type AggregateStore, learnerState, type StoredCourse } from '@learning-tracker/storage';

/**
 * Scans the current values of a course twice (census, then figures, which depend on it), learner by learner:
 * memory grows with four numbers a learner, never with their states.
 */
export async function scanCourse(
  store: Pick<AggregateStore, 'partitions' | 'scan'>,
  course: StoredCourse,
): Promise<Pick<CalibrationRecord, 'census' | 'profiles'>> {
  const census = createCensus(course.forumDelivered);
  await forEachLearner(store, course.courseId, (state) => census.add(state));
  const counted = census.finish();
  const view: CourseView = { ...course.view, census: counted };
  const calibrator = createCalibrator(view);
  await forEachLearner(store, course.courseId, (state) => calibrator.add(state));
  return { census: counted, profiles: calibrator.finish() };
}

async function forEachLearner(
  store: Pick<AggregateStore, 'partitions' | 'scan'>,
  courseId: string,
  add: (state: ReturnType<typeof learnerState>) => void,
): Promise<void> {
  for (let partition = 0; partition < store.partitions; partition += 1) {
    for await (const learner of store.scan(partition, courseId)) add(learnerState(learner.parts));
  }
}
