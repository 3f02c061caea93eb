import { calibrationFor, explain, finalize, type ProfileName } from '@learning-tracker/metrics';
import { createCourseReader, type LearnerRef, learnerState, resolveCourse } from '@learning-tracker/storage';
import type { DescribeCourse } from './course-directory.ts';
import type { FiguresReader } from './figures-reader.ts';
import type { GatewayStore } from './gateway-store.ts';

/** Figures from the store's states, finalized at read time under the course's present settings and calibration. */
export function createStoredFigures(
  store: Pick<GatewayStore, 'read' | 'courseVersion' | 'readCourse'>,
): FiguresReader {
  const courses = createCourseReader(store);

  async function load(ref: LearnerRef, profile: ProfileName) {
    const course = await courses.course(ref.courseId);
    const record = course === null ? null : await store.read(ref);
    if (course === null || record === null) return null;
    const calibration = calibrationFor(course.calibration, course.config, profile);
    const reading = { course: course.view, profile, calibration, asOf: course.exportedUpTo ?? 0 };
    return { course, record, calibration, reading, state: learnerState(record.parts) };
  }

  return {
    async learner(ref, profile) {
      const loaded = await load(ref, profile);
      const figures = loaded === null ? null : finalize(loaded.state, loaded.reading);
      if (loaded === null || figures === null) return null;
      const { course, record, calibration } = loaded;
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
    async explanation(ref, profile, metric) {
      const loaded = await load(ref, profile);
      const explanation = loaded === null ? null : explain(loaded.state, metric, loaded.reading);
      if (loaded === null || explanation === null) return null;
      return { asOf: loaded.course.exportedUpTo, explanation };
    },
  };
}

/** Before its configuration arrives a course has the default profile and no branch. */
export const describeStoredCourse: DescribeCourse = (courseId, parts) => {
  const course = resolveCourse(courseId, 0, parts);
  return {
    profile: course?.config.profile ?? 'standard',
    branchIds: [...(course?.branchIds ?? [])],
    config: course?.config ?? null,
    endsAt: course?.endsAt ?? null,
  };
};
