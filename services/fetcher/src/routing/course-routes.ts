import type { CourseHint } from '@learning-tracker/coursera';
import type { CourseConfig } from '@learning-tracker/runtime';
import type { CourseLedger } from '../ledger/courses.ts';
import type { CourseName } from '../ledger/unplaced.ts';

/** Where a row goes. */
export type Route =
  | { readonly to: 'course'; readonly courseId: string }
  /** Every course the zip covers. */
  | { readonly to: 'every-course' }
  /** A course of the partner that nobody asked for. */
  | { readonly to: 'foreign' }
  /** Not to be told; `courseId` as far as the row names one. */
  | { readonly to: 'unknown'; readonly courseId: string | null };

/** Which courses one zip has rows of, as far as it has been read. */
export interface Coverage {
  readonly covered: Set<string>;
  /** It also has rows of courses that are not configured. */
  others: boolean;
}

export type CourseRoutes = ReturnType<typeof createCourseRoutes>;

/** Tells the course of rows and clicks. Branches are learned from tables and kept in the ledger. */
export function createCourseRoutes(configs: readonly CourseConfig[], ledger: CourseLedger) {
  const byId = new Map(configs.map((config) => [config.courseId, config]));
  const bySlug = new Map(
    configs.flatMap(({ slug, courseId }) =>
      slug === undefined ? [] : [[slug.replaceAll('-', '_'), courseId]],
    ),
  );
  const partnerScope = configs.some(({ partnerId }) => partnerId !== undefined);
  const only = configs.length === 1 ? configs[0] : undefined;
  const sole = only?.courseId ?? null;
  const courseOfBranch = ledger.branches();

  /** The course a row without a readable course must belong to, if there is but one it can. */
  function soleCourseOf({ covered, others }: Coverage): string | undefined {
    if (others || covered.size > 1) return undefined;
    const [course] = covered;
    return course ?? (sole !== null && !partnerScope ? sole : undefined);
  }

  function routeById(courseId: string | undefined): Route {
    if (courseId !== undefined && byId.has(courseId)) return { to: 'course', courseId };
    return partnerScope ? { to: 'foreign' } : { to: 'unknown', courseId: courseId ?? null };
  }

  function courseOfSlug(underscored: string): string | undefined {
    return bySlug.get(underscored) ?? (only?.slug === undefined ? (sole ?? undefined) : undefined);
  }

  /** The course that a click's id belongs to, configured or not; else the id itself. */
  function courseOfClick(courseOrBranchId: string): string | undefined {
    if (byId.has(courseOrBranchId)) return courseOrBranchId;
    return courseOfBranch.get(courseOrBranchId) ?? (courseOrBranchId === '' ? undefined : courseOrBranchId);
  }

  /** What such a name stands for by itself, without the zip it stands in. */
  function namedCourse({ by, id }: CourseName): string | undefined {
    switch (by) {
      case 'course':
        return id;
      case 'branch':
        return courseOfBranch.get(id);
      case 'slug':
        return courseOfSlug(id);
      case 'click':
        return courseOfClick(id);
    }
  }

  function learnBranch(branchId: string, courseId: string): void {
    if (courseOfBranch.get(branchId) === courseId) return;
    ledger.setBranch(branchId, courseId);
    courseOfBranch.set(branchId, courseId);
  }

  return {
    configs,
    /** The configured course where there is one only. */
    sole,
    partnerScope,
    learnBranch,
    /** A table row's course. An unknown branch belongs to the only course of its zip, and is remembered so. */
    ofHint(hint: CourseHint, coverage: Coverage): Route {
      switch (hint.by) {
        case 'course':
          return routeById(hint.courseId);
        case 'branch': {
          const known = courseOfBranch.get(hint.branchId);
          if (known !== undefined) return routeById(known);
          const guess = soleCourseOf(coverage);
          if (guess !== undefined) learnBranch(hint.branchId, guess);
          return routeById(guess);
        }
        case 'slug':
          return routeById(courseOfSlug(hint.underscored));
        case 'export':
          return { to: 'every-course' };
      }
    },
    /** A click's course, by the id of the course or of one of its branches. */
    ofClick(courseOrBranchId: string): Route {
      return routeById(courseOfClick(courseOrBranchId));
    },
    /** Every id for which `ofClick` tells a configured course, with that course. */
    clickPlaces(): ReadonlyMap<string, string> {
      const ofBranches = [...courseOfBranch].filter(([, courseId]) => byId.has(courseId));
      return new Map([...ofBranches, ...configs.map(({ courseId }) => [courseId, courseId] as const)]);
    },
    /** The configured course that rows of this name belong to, as far as is known now. */
    placeOf(name: CourseName): string | undefined {
      const courseId = namedCourse(name);
      return courseId !== undefined && byId.has(courseId) ? courseId : undefined;
    },
  };
}
