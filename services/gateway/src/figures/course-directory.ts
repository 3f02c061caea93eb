import type { ProfileName } from '@learning-tracker/metrics';
import type { GatewayStore } from './gateway-store.ts';

export interface KnownCourse {
  readonly courseId: string;
  /** Grows with each change of content, configuration or calibration. */
  readonly version: number;
  /** The profile its figures are shown in unless another one is asked for. */
  readonly profile: ProfileName;
}

/** What the directory needs to know of a course, taken from its stored parts. */
export interface CourseDescription {
  readonly profile: ProfileName;
  readonly branchIds: readonly string[];
}

export type DescribeCourse = (courseId: string, parts: ReadonlyMap<string, Uint8Array>) => CourseDescription;

export interface CourseDirectory {
  /** The course with this id, or with a branch of this id; a course's own id comes first. Null if there is none. */
  find(courseOrBranchId: string): Promise<KnownCourse | null>;
}

interface Entry extends KnownCourse {
  readonly branchIds: ReadonlySet<string>;
}

/** Keeps what it has read of a course until the course's version changes: one cheap question to the store a call. */
export function createCourseDirectory(deps: {
  readonly store: Pick<GatewayStore, 'courses' | 'courseVersion' | 'readCourse'>;
  readonly describe: DescribeCourse;
}): CourseDirectory {
  const { store, describe } = deps;
  const entries = new Map<string, Entry>();
  const courseOfBranch = new Map<string, string>();

  async function current(courseId: string): Promise<Entry | null> {
    const version = await store.courseVersion(courseId);
    const known = entries.get(courseId);
    if (known !== undefined && known.version === version) return known;
    return version === null ? null : reload(courseId);
  }

  async function reload(courseId: string): Promise<Entry | null> {
    const stored = await store.readCourse(courseId);
    if (stored === null) return null;
    const { profile, branchIds } = describe(courseId, stored.parts);
    const entry: Entry = { courseId, version: stored.version, profile, branchIds: new Set(branchIds) };
    entries.set(courseId, entry);
    for (const branchId of branchIds) courseOfBranch.set(branchId, courseId);
    return entry;
  }

  return {
    async find(id) {
      const own = await current(id);
      if (own !== null) return own;
      const hinted = courseOfBranch.get(id);
      if (hinted !== undefined) {
        const entry = await current(hinted);
        if (entry?.branchIds.has(id)) return entry;
        courseOfBranch.delete(id);
      }
      for (const courseId of await store.courses()) {
        const entry = await current(courseId);
        if (entry?.branchIds.has(id)) return entry;
      }
      return null;
    },
  };
}
