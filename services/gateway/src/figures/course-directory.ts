import type { Micros, ProfileName } from '@learning-tracker/metrics';
import type { CourseConfig } from '@learning-tracker/runtime';
import type { Awaitable } from '@learning-tracker/storage';
import type { GatewayStore } from './gateway-store.ts';
import { whenKnown } from './when-known.ts';

export interface KnownCourse {
  readonly courseId: string;
  /** Grows with each change of content, configuration or calibration. */
  readonly version: number;
  /** The profile its figures are shown in unless another one is asked for. */
  readonly profile: ProfileName;
  /** One branch of the course, any: paths of the widget need one. Null while none is known. */
  readonly branchId: string | null;
  /** Null before it arrives. */
  readonly config: CourseConfig | null;
  /** When the last session ends; null where no end is known. */
  readonly endsAt: Micros | null;
}

/** What the directory needs to know of a course, taken from its stored parts. */
export interface CourseDescription {
  readonly profile: ProfileName;
  readonly branchIds: readonly string[];
  readonly config: CourseConfig | null;
  readonly endsAt: Micros | null;
}

export type DescribeCourse = (courseId: string, parts: ReadonlyMap<string, Uint8Array>) => CourseDescription;

export interface CourseDirectory {
  /** The course with this id, or with a branch of this id; a course's own id comes first. Null if there is none. */
  find(courseOrBranchId: string): Awaitable<KnownCourse | null>;
  /** Ids of all courses, ascending. */
  all(): Promise<readonly string[]>;
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

  function current(courseId: string): Awaitable<Entry | null> {
    return whenKnown(store.courseVersion(courseId), (version) => {
      const known = entries.get(courseId);
      if (known !== undefined && known.version === version) return known;
      return version === null ? null : reload(courseId);
    });
  }

  async function reload(courseId: string): Promise<Entry | null> {
    const stored = await store.readCourse(courseId);
    if (stored === null) return null;
    const { branchIds, ...description } = describe(courseId, stored.parts);
    const entry: Entry = {
      ...description,
      courseId,
      version: stored.version,
      branchId: branchIds.toSorted()[0] ?? null,
      branchIds: new Set(branchIds),
    };
    entries.set(courseId, entry);
    for (const branchId of branchIds) courseOfBranch.set(branchId, courseId);
    return entry;
  }

  function findByBranch(id: string): Awaitable<Entry | null> {
    const hinted = courseOfBranch.get(id);
    if (hinted === undefined) return searchBranch(id);
    return whenKnown(current(hinted), (entry) => {
      if (entry?.branchIds.has(id)) return entry;
      courseOfBranch.delete(id);
      return searchBranch(id);
    });
  }

  async function searchBranch(id: string): Promise<Entry | null> {
    for (const courseId of await store.courses()) {
      const entry = await current(courseId);
      if (entry?.branchIds.has(id)) return entry;
    }
    return null;
  }

  return {
    all: async () => (await store.courses()).toSorted(),
    find: (id) => whenKnown(current(id), (own) => own ?? findByBranch(id)),
  };
}
