import {
  calibrationFor,
  createCohortCounter,
  dayOf,
  finalize,
  viewSettings,
} from '@learning-tracker/metrics';
import {
  type CohortSnapshot,
  createCourseReader,
  learnerState,
  SETTINGS_PART,
  settingsPart,
} from '@learning-tracker/storage';
import type { GatewayStore } from './gateway-store.ts';

/** A course's cohort of all learners, with consent or without, for operators; made for one answer and never kept. */
export type WholeCohort = (
  courseId: string,
) => Promise<{ readonly day: number; readonly snapshot: CohortSnapshot } | null>;

/** Null where the course has no export yet. Scans the course; small groups are left out of this one too. */
export function createWholeCohort(
  store: Pick<GatewayStore, 'partitions' | 'scan' | 'courseVersion' | 'readCourse'>,
): WholeCohort {
  const courses = createCourseReader(store);
  return async (courseId) => {
    const course = await courses.course(courseId);
    if (course === null || course.exportedUpTo === null) return null;
    const { profile } = course.config;
    const at = course.exportedUpTo;
    const calibration = calibrationFor(course.calibration, course.config, profile);
    const counter = createCohortCounter();
    let learners = 0;
    for (let partition = 0; partition < store.partitions; partition += 1) {
      for await (const { parts } of store.scan(partition, courseId)) {
        const bytes = parts.get(SETTINGS_PART);
        if (bytes !== undefined) counter.addChoices(viewSettings(settingsPart(bytes)));
        const figures = finalize(learnerState(parts), {
          course: course.view,
          profile,
          calibration,
          asOf: at,
        });
        if (figures === null) continue;
        learners += 1;
        counter.addFigures(figures);
      }
    }
    const summary = counter.finish({ learners, counted: learners });
    return {
      day: dayOf(at),
      snapshot: { profile, calibrationVersion: calibration.version, at, ...summary },
    };
  };
}
