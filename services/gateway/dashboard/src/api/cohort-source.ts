import type { Cohort } from '../model/cohort.ts';
import type { Catalogue } from '../model/learner.ts';
import type { Http } from './http.ts';
import { readCatalogue, readCohort } from './readers.ts';
import { catalogueSchema, cohortSchema, meSchema } from './schemas.ts';

export interface CourseChoice {
  readonly courseId: string;
  readonly name: string | null;
}

/** What staff read. Every method throws a `Problem` and nothing else. */
export interface CohortSource {
  cohort(course: string): Promise<Cohort>;
  catalogue(course: string, language: string): Promise<Catalogue>;
}

export function createCohortSource(http: Http): CohortSource {
  const path = (course: string) => `/v1/courses/${encodeURIComponent(course)}`;
  return {
    cohort: async (course) => readCohort(await http.get(`${path(course)}/cohort`, cohortSchema)),
    catalogue: async (course, language) =>
      readCatalogue(
        await http.get(`${path(course)}/catalogue?lang=${encodeURIComponent(language)}`, catalogueSchema),
      ),
  };
}

/** The courses that the token opens. */
export async function coursesOf(http: Http): Promise<readonly CourseChoice[]> {
  const { courses } = await http.get('/v1/me', meSchema);
  return courses.map(({ courseId, courseName }) => ({ courseId, name: courseName ?? null }));
}
