import {
  type ContentTable,
  type CourseContent,
  type CoursePart,
  type CoursePartName,
  type CourseView,
  type Micros,
  UNCOUNTED,
  viewCourse,
} from '@learning-tracker/metrics';
import { type CourseConfig, parseCourseConfigs } from '@learning-tracker/runtime';
import { decodeCoursePart } from '../codec/index.ts';
import type { AggregateStore } from '../port.ts';
import { type PublishedCalibration, parseCalibrationRecord } from './calibration-record.ts';

/** A course as readers need it: content, settings, census and calibration of one version of the store. */
export interface StoredCourse {
  readonly courseId: string;
  /** Of all course parts; grows with each change. */
  readonly version: number;
  readonly config: CourseConfig;
  readonly view: CourseView;
  /** Null before the first daily scan. */
  readonly calibration: PublishedCalibration | null;
  /** Newest fact time of the course's verified exports; null before the first. */
  readonly exportedUpTo: Micros | null;
  /** Time of the newest snapshot of the table that maps ids of learners; null before the first. */
  readonly namedUpTo: Micros | null;
  /** When the last followed session ends; null where one has no end, or its row has not arrived yet. */
  readonly endsAt: Micros | null;
  /** Whether a forum table was ever delivered. */
  readonly forumDelivered: boolean;
  /** Branch ids the content knows. */
  readonly branchIds: ReadonlySet<string>;
}

export interface CourseReader {
  /** Null for a course that is unknown, or whose configuration has not arrived yet. Cached by version. */
  course(courseId: string): Promise<StoredCourse | null>;
}

const ID_TABLE = 'course_user_ids';
const FORUM_TABLES = ['discussion_questions', 'discussion_answers'];

export function createCourseReader(
  store: Pick<AggregateStore, 'courseVersion' | 'readCourse'>,
): CourseReader {
  const cache = new Map<string, StoredCourse>();
  return {
    async course(courseId) {
      const version = await store.courseVersion(courseId);
      if (version === null) return null;
      const cached = cache.get(courseId);
      if (cached?.version === version) return cached;
      const stored = await store.readCourse(courseId);
      const course = stored === null ? null : resolveCourse(courseId, stored.version, stored.parts);
      if (course !== null) cache.set(courseId, course);
      return course;
    },
  };
}

/**
 * A course from its stored parts.
 *
 * @returns null until its configuration has arrived
 */
export function resolveCourse(
  courseId: string,
  version: number,
  bytes: ReadonlyMap<string, Uint8Array>,
): StoredCourse | null {
  const part = <N extends CoursePartName>(name: N): Extract<CoursePart, { kind: N }> | null => {
    const stored = bytes.get(name);
    const decoded = stored === undefined ? null : decodeCoursePart(name, stored);
    return decoded !== null && isKind(decoded, name) ? decoded : null;
  };
  const rows = <T extends ContentTable>(table: T): CourseContent[T] => {
    const stored = bytes.get(table);
    const decoded = stored === undefined ? null : decodeCoursePart(table, stored);
    if (decoded === null || !('rows' in decoded)) return [] as unknown as CourseContent[T];
    return [...decoded.rows.values()].flatMap(({ value }) =>
      value === null ? [] : [value],
    ) as unknown as CourseContent[T];
  };
  const [config] = parseConfig(part('config')?.json, courseId);
  if (config === undefined) return null;
  const exports = part('exports');
  const calibration = parseCalibrationRecord(part('calibration')?.json);
  const forumDelivered = FORUM_TABLES.some((table) => exports?.tables.has(table) === true);
  const content: CourseContent = {
    items: rows('items'),
    lessons: rows('lessons'),
    modules: rows('modules'),
    itemTypes: rows('itemTypes'),
    sessions: rows('sessions'),
    branches: rows('branches'),
  };
  const census = { ...(calibration?.census ?? UNCOUNTED), forumDelivered };
  return {
    courseId,
    version,
    config,
    view: viewCourse(content, config, census),
    calibration,
    exportedUpTo: exports?.exportedUpTo ?? null,
    namedUpTo: exports?.tables.get(ID_TABLE)?.version ?? null,
    endsAt: lastEnd(content.sessions, config.sessions),
    forumDelivered,
    branchIds: new Set(
      [...content.branches, ...content.sessions, ...content.items].flatMap(({ branchId }) => branchId ?? []),
    ),
  };
}

/** @param followed ids of the sessions that count; absent: all */
function lastEnd(
  sessions: CourseContent['sessions'],
  followed: readonly string[] | undefined,
): Micros | null {
  const ends = (followed ?? sessions.map(({ sessionId }) => sessionId)).map(
    (id) => sessions.find(({ sessionId }) => sessionId === id)?.endAt ?? null,
  );
  return ends.reduce<Micros | null>(
    (last, end) => (last === null || end === null ? null : Math.max(last, end)),
    ends[0] ?? null,
  );
}

function parseConfig(json: string | undefined, courseId: string): readonly CourseConfig[] {
  return json === undefined || json === ''
    ? []
    : parseCourseConfigs(json, `stored configuration of ${courseId}`);
}

function isKind<N extends CoursePartName>(
  part: CoursePart,
  name: N,
): part is Extract<CoursePart, { kind: N }> {
  return part.kind === name;
}
