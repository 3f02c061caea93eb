import { calibrationFor, finalize } from '@learning-tracker/metrics';
import { createCourseReader, learnerState, resolveCourse } from '@learning-tracker/storage';
import type { DescribeCourse } from './course-directory.ts';
import type { FiguresReader } from './figures-reader.ts';
import type { GatewayStore } from './gateway-store.ts';

/** Figures from the store's states, finalized at read time under the course's present settings and calibration. */
export function createStoredFigures(
  store: Pick<GatewayStore, 'read' | 'courseVersion' | 'readCourse'>,
): FiguresReader {
  const courses = createCourseReader(store);
  return {
    async learner(ref, profile) {
      const course = await courses.course(ref.courseId);
      const record = course === null ? null : await store.read(ref);
      if (course === null || record === null) return null;
      const calibration = calibrationFor(course.calibration, course.config, profile);
      const reading = { course: course.view, profile, calibration, asOf: course.exportedUpTo ?? 0 };
      const figures = finalize(learnerState(record.parts), reading);
      if (figures === null) return null;
      return {
        ...ref,
        profile,
        figures,
        calibration,
        asOf: course.exportedUpTo,
        exportedUpTo: course.exportedUpTo,
        ...record.meta,
      };
    },
  };
}

/** Before its configuration arrives a course has the default profile and no branch. */
export const describeStoredCourse: DescribeCourse = (courseId, parts) => {
  const course = resolveCourse(courseId, 0, parts);
  return { profile: course?.config.profile ?? 'standard', branchIds: [...(course?.branchIds ?? [])] };
};
