import type { CourseCensus, CourseSettings } from '../course.ts';
import { DAY, type Micros } from '../time.ts';
import type { CourseContent, ItemType, Session } from './content.ts';

/** A followed (or previous) session; `rank` is its place in the list, which breaks ties. */
export interface RankedSession {
  readonly sessionId: string;
  readonly rank: number;
  /** Null where the export does not hold the session's row. */
  readonly startAt: Micros | null;
  readonly branchId: string | null;
}

/** An item as figures need it. */
export interface PlannedItem {
  readonly itemId: string;
  /** Order of its module, from 0; null without a known module. */
  readonly week: number | null;
  /** Description of its type; null for an unknown type. */
  readonly description: string | null;
  readonly graded: boolean;
  readonly optional: boolean;
}

/** The items of one branch (or of `course_items`), ascending by id. */
export type Plan = ReadonlyMap<string, PlannedItem>;

/** A course's content and settings, resolved once and shared by all learners. Immutable. */
export interface CourseView {
  readonly settings: CourseSettings;
  readonly census: CourseCensus;
  readonly followed: readonly RankedSession[];
  readonly previous: readonly RankedSession[];
  /** `course_items` only, as `lak21` reads it. */
  readonly coursePlan: Plan;
  /** The branch's own items where the snapshot has them, else `course_items`. */
  planOf(branchId: string | null): Plan;
}

export function viewCourse(
  content: CourseContent,
  settings: CourseSettings,
  census: CourseCensus,
): CourseView {
  const sessions = new Map(content.sessions.map((session) => [session.sessionId, session]));
  const coursePlan = plan(content, null);
  const plans = new Map<string | null, Plan>([[null, coursePlan]]);
  for (const branchId of new Set(content.items.map((item) => item.branchId))) {
    if (branchId !== null) plans.set(branchId, plan(content, branchId));
  }
  return {
    settings,
    census,
    followed: rank(settings.sessions ?? byStart(content.sessions), sessions),
    previous: rank(settings.previousSessions ?? [], sessions),
    coursePlan,
    planOf: (branchId) => plans.get(branchId) ?? coursePlan,
  };
}

/** When the item's week begins for a session: start timestamp + 7·week days (metrics.md, "Weeks"). */
export function weekStart(session: { readonly startAt: Micros | null }, week: number | null): Micros | null {
  return session.startAt === null || week === null ? null : session.startAt + 7 * week * DAY;
}

/** All sessions, where none are named: ordered by start, then id (course-config.md, `sessions`). */
function byStart(sessions: readonly Session[]): string[] {
  return [...sessions]
    .sort((a, b) => a.startAt - b.startAt || (a.sessionId < b.sessionId ? -1 : 1))
    .map((session) => session.sessionId);
}

function rank(ids: readonly string[], sessions: ReadonlyMap<string, Session>): RankedSession[] {
  return ids.map((sessionId, index) => {
    const session = sessions.get(sessionId);
    return { sessionId, rank: index, startAt: session?.startAt ?? null, branchId: session?.branchId ?? null };
  });
}

function plan(content: CourseContent, branchId: string | null): Plan {
  const types = typeIndex(content.itemTypes);
  const lessons = new Map(
    ofBranch(content.lessons, branchId).map((lesson) => [lesson.lessonId, lesson.moduleId]),
  );
  const modules = new Map(
    ofBranch(content.modules, branchId).map((module) => [module.moduleId, module.order]),
  );
  const items = content.items.filter((item) => item.branchId === branchId);
  items.sort((a, b) => (a.itemId < b.itemId ? -1 : 1));
  return new Map(
    items.map((item) => {
      const type = item.typeId === null ? undefined : types.get(item.typeId);
      const moduleId = item.lessonId === null ? undefined : lessons.get(item.lessonId);
      const planned: PlannedItem = {
        itemId: item.itemId,
        week: (moduleId === undefined || moduleId === null ? undefined : modules.get(moduleId)) ?? null,
        description: type?.description ?? null,
        graded: type?.graded ?? false,
        optional: item.optional,
      };
      return [item.itemId, planned];
    }),
  );
}

/** Rows of the branch form where the snapshot has any, else the course's. */
function ofBranch<R extends { readonly branchId: string | null }>(
  rows: readonly R[],
  branchId: string | null,
): R[] {
  const own = rows.filter((row) => row.branchId === branchId);
  return own.length > 0 || branchId === null ? own : rows.filter((row) => row.branchId === null);
}

/** By type id, else by the fifth column (atom id); the type id wins a collision. */
function typeIndex(itemTypes: readonly ItemType[]): ReadonlyMap<string, ItemType> {
  const index = new Map<string, ItemType>();
  for (const type of itemTypes) if (type.atomTypeId !== null) index.set(type.atomTypeId, type);
  for (const type of itemTypes) index.set(type.typeId, type);
  return index;
}
