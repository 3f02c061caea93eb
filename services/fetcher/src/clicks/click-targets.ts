import type { Micros } from '@learning-tracker/metrics';
import { recordKey } from '@learning-tracker/streams';
import type { CourseClicks } from '../ledger/files.ts';
import type { Unplaced } from '../ledger/unplaced.ts';
import type { Route } from '../routing/course-routes.ts';
import type { Work } from '../run/work.ts';

/** What one value of a clickstream's course column stands for. */
export interface ClickTarget {
  readonly route: Route;
  /** The record key of a learner; null for one who was erased. */
  keyOf(learnerId: string): string | null;
  /** A click was published. */
  note(at: Micros): void;
}

interface Tally {
  rows: number;
  newestFactAt: Micros | null;
}

/**
 * Routing of one file: the loop over clicks does one look-up a course and block.
 *
 * @param unplaced ids that keep the outcome they had at earlier rows of the file, whatever is known of them now
 */
export function createClickTargets(
  { deps, routes }: Pick<Work, 'deps' | 'routes'>,
  earlier: ReadonlyMap<string, CourseClicks>,
  unplaced: ReadonlyMap<string, Unplaced>,
) {
  const byColumn = new Map<string, ClickTarget>();
  const tallies = new Map<string, Tally>([...earlier].map(([courseId, clicks]) => [courseId, { ...clicks }]));
  const places = new Map([...routes.clickPlaces()].filter(([id]) => !unplaced.has(id)));

  function tallyOf(courseId: string): Tally {
    let tally = tallies.get(courseId);
    if (tally === undefined) {
      tally = { rows: 0, newestFactAt: null };
      tallies.set(courseId, tally);
    }
    return tally;
  }

  function routeOf(courseOrBranchId: string): Route {
    const courseId = places.get(courseOrBranchId);
    if (courseId !== undefined) return { to: 'course', courseId };
    const earlier = unplaced.get(courseOrBranchId)?.outcome;
    if (earlier === 'foreign') return { to: 'foreign' };
    if (earlier === 'dead') return { to: 'unknown', courseId: courseOrBranchId };
    return routes.ofClick(courseOrBranchId);
  }

  function createTarget(route: Route): ClickTarget {
    const courseId = route.to === 'course' ? route.courseId : '';
    let tally: Tally | undefined;
    return {
      route,
      keyOf: (learnerId) => (deps.isErased(courseId, learnerId) ? null : recordKey(courseId, learnerId)),
      note(at) {
        tally ??= tallyOf(courseId);
        tally.rows += 1;
        if (tally.newestFactAt === null || at > tally.newestFactAt) tally.newestFactAt = at;
      },
    };
  }

  return {
    /** The course by each id whose rows become events. */
    places,
    of(courseOrBranchId: string): ClickTarget {
      let target = byColumn.get(courseOrBranchId);
      if (target === undefined) {
        target = createTarget(routeOf(courseOrBranchId));
        byColumn.set(courseOrBranchId, target);
      }
      return target;
    },
    tallies: (): ReadonlyMap<string, CourseClicks> => tallies,
  };
}
