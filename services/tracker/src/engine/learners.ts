import {
  calibrationFor,
  type Figures,
  finalize,
  type LearnerState,
  type Micros,
  type ProfileName,
  type Reading,
} from '@learning-tracker/metrics';
import { TrackerError } from '@learning-tracker/runtime';
import { type AggregateStore, learnerState, type StoredCourse } from '@learning-tracker/storage';
import { TRACKER_ERRORS } from '../errors.ts';
import type { Engine } from './engine.ts';

/** How a course's states are read: profile and time as asked for, else the course's own. */
export function readingOf(
  course: StoredCourse,
  options: { readonly profile?: ProfileName | undefined; readonly asOf?: Micros | undefined },
): Reading {
  const profile = options.profile ?? course.config.profile;
  return {
    course: course.view,
    profile,
    calibration: calibrationFor(course.calibration, course.config, profile),
    asOf: options.asOf ?? course.exportedUpTo ?? 0,
  };
}

/** Figures of every learner of the profile, one learner in memory at a time; partition by partition. */
export async function* figuresOfCourse(
  store: AggregateStore,
  courseId: string,
  reading: Reading,
): AsyncGenerator<{ readonly learnerId: string; readonly figures: Figures }> {
  for (let partition = 0; partition < store.partitions; partition += 1) {
    for await (const learner of store.scan(partition, courseId)) {
      const figures = finalize(learnerState(learner.parts), reading);
      if (figures !== null) yield { learnerId: learner.learnerId, figures };
    }
  }
}

/** The course named, or the only one there is. @throws TrackerError COURSE_UNKNOWN */
export async function courseOf(
  engine: Pick<Engine, 'store' | 'courses'>,
  courseId?: string,
): Promise<StoredCourse> {
  const known = await engine.store.courses();
  const [only, ...others] = known;
  const id = courseId ?? (others.length === 0 ? only : undefined);
  const course = id === undefined ? null : await engine.courses.course(id);
  if (course !== null) return course;
  throw new TrackerError(
    'COURSE_UNKNOWN',
    courseId === undefined
      ? `this data holds ${known.length} courses: ${known.join(', ')}`
      : `this data holds no course ${courseId}; it holds ${known.join(', ')}`,
    TRACKER_ERRORS.COURSE_UNKNOWN,
  );
}

/** A learner by table id or dashboard id. @throws TrackerError LEARNER_UNKNOWN */
export async function learnerOf(
  store: AggregateStore,
  courseId: string,
  id: string,
): Promise<{
  readonly learnerId: string;
  readonly dashboardId: string | null;
  readonly state: LearnerState;
  readonly parts: ReadonlyMap<string, Uint8Array>;
}> {
  for (const learnerId of [id, await store.tableId(courseId, id)]) {
    const record = learnerId === null ? null : await store.read({ courseId, learnerId });
    if (record === null) continue;
    const dashboardId = await store.dashboardId(courseId, record.learnerId);
    return {
      learnerId: record.learnerId,
      dashboardId,
      state: learnerState(record.parts),
      parts: record.parts,
    };
  }
  throw new TrackerError(
    'LEARNER_UNKNOWN',
    `course ${courseId} has no learner ${id}`,
    TRACKER_ERRORS.LEARNER_UNKNOWN,
  );
}
