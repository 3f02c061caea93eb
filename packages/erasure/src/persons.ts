import type { AggregateStore } from '@learning-tracker/storage';

/** A learner of one course, by every id that is known. */
export interface Person {
  readonly courseId: string;
  readonly ids: readonly string[];
}

/** Whom to forget, and in which courses. */
export interface AskedLearner {
  /** Table id or dashboard id. */
  readonly learner: string;
  /** None: all courses that the store knows. */
  readonly courseIds: readonly string[];
}

/** Both ids where the map knows them, in each of the courses. */
export async function personsOf(
  store: Pick<AggregateStore, 'courses' | 'tableId' | 'dashboardId'>,
  { learner, courseIds }: AskedLearner,
): Promise<readonly Person[]> {
  const courses = courseIds.length > 0 ? courseIds : await store.courses();
  return Promise.all(
    courses.map(async (courseId) => {
      const others = [await store.tableId(courseId, learner), await store.dashboardId(courseId, learner)];
      return { courseId, ids: [...new Set([learner, ...others.filter((id) => id !== null)])] };
    }),
  );
}
