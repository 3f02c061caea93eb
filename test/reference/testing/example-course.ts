import type {
  ReferenceClick,
  ReferenceConfig,
  ReferenceCourse,
  ReferenceFigure,
  ReferenceMetricId,
  ReferenceProfile,
  ReferenceProgress,
} from '../model.ts';
import { readTime } from '../read-csv.ts';
import { referenceFigures } from '../reference.ts';

/** `2024-01-01 10:00[:00[.000000]]` as epoch microseconds. */
export function time(text: string): number {
  const micros = readTime(/ \d\d:\d\d$/.test(text) ? `${text}:00` : text);
  if (micros === null) throw new Error(`not a time: ${text}`);
  return micros;
}

/**
 * A course with one learner `ann` in one session from Monday 2024-01-01 07:00; of its four items `read` (supplement) and
 * `watch` (lecture) lie in module 0, `talk` (discussion prompt) and `exam` (graded) in module 1.
 */
export function exampleCourse(
  parts: Partial<Omit<ReferenceCourse, 'config'>> = {},
  config: Partial<ReferenceConfig> = {},
): ReferenceCourse {
  return {
    config: { courseId: 'course', earlyActivityLimit: 'none', excludeOptionalItems: false, ...config },
    asOf: time('2024-02-01 00:00'),
    items: [
      { itemId: 'read', branchId: null, lessonId: 'lesson0', typeId: '2', optional: false },
      { itemId: 'watch', branchId: null, lessonId: 'lesson0', typeId: '1', optional: false },
      { itemId: 'talk', branchId: null, lessonId: 'lesson1', typeId: '3', optional: false },
      { itemId: 'exam', branchId: null, lessonId: 'lesson1', typeId: '5', optional: false },
    ],
    lessons: [
      { lessonId: 'lesson0', branchId: null, moduleId: 'module0' },
      { lessonId: 'lesson1', branchId: null, moduleId: 'module1' },
    ],
    modules: [
      { moduleId: 'module0', branchId: null, order: 0 },
      { moduleId: 'module1', branchId: null, order: 1 },
    ],
    itemTypes: [
      { typeId: '1', description: 'lecture', graded: false, atomTypeId: '301' },
      { typeId: '2', description: 'supplement', graded: false, atomTypeId: '302' },
      { typeId: '3', description: 'discussion prompt', graded: false, atomTypeId: '303' },
      { typeId: '4', description: 'phased peer', graded: true, atomTypeId: '304' },
      { typeId: '5', description: 'exam', graded: true, atomTypeId: '305' },
    ],
    sessions: [{ sessionId: 's1', startAt: time('2024-01-01 07:00'), endAt: null, branchId: null }],
    memberships: [{ sessionId: 's1', learnerId: 'ann', startAt: time('2024-01-01 00:00') }],
    progress: [],
    itemGrades: [],
    courseGrades: [],
    questions: [],
    answers: [],
    forumDelivered: true,
    clicks: [],
    ...parts,
  };
}

export function started(itemId: string, at: string, learnerId = 'ann'): ReferenceProgress {
  return { learnerId, itemId, state: 1, at: time(at) };
}

export function completed(itemId: string, at: string, learnerId = 'ann'): ReferenceProgress {
  return { learnerId, itemId, state: 2, at: time(at) };
}

/** A page visit; `path` is what follows the course's slug. */
export function visit(path: string, at: string, learnerId = 'ann'): ReferenceClick {
  return { learnerId, kind: 'access', at: time(at), url: `https://www.coursera.org/learn/slug/${path}` };
}

export function video(at: string, learnerId = 'ann'): ReferenceClick {
  return { ...visit('lecture/watch', at, learnerId), kind: 'video' };
}

/** One figure of one learner; throws where the profile does not know the learner. */
export function figureOf(
  course: ReferenceCourse,
  metricId: ReferenceMetricId,
  profile: ReferenceProfile = 'standard',
  learnerId = 'ann',
): ReferenceFigure {
  const figures = referenceFigures(course, profile).get(learnerId);
  if (figures === undefined) throw new Error(`${learnerId} has no figures`);
  return figures[metricId];
}
