import type { ProfileName } from '@learning-tracker/metrics';
import type { FastifyRequest } from 'fastify';
import { Refusal } from '../errors.ts';
import type { Answers } from '../figures/answers.ts';
import type { CourseDirectory, KnownCourse } from '../figures/course-directory.ts';
import type { GatewayStore } from '../figures/gateway-store.ts';
import { pathParameter } from '../http/token-guard.ts';
import type { LearnerSettings } from '../settings/learner-settings.ts';

/** What routes about a learner read from. */
export interface LearnerRouteDeps {
  readonly store: Pick<GatewayStore, 'tableId' | 'dashboardId'>;
  readonly directory: CourseDirectory;
  readonly answers: Answers;
  readonly settings: Pick<LearnerSettings, 'view' | 'change' | 'noteLoad'>;
}

/** JSON schema of `?profile=`. */
export const profileQuery = {
  type: 'object',
  properties: { profile: { type: 'string', enum: ['standard', 'lak21'] satisfies ProfileName[] } },
} as const;

/** The profile asked for (already checked by `profileQuery`), else the course's. */
export function profileOf(request: FastifyRequest, course: KnownCourse): ProfileName {
  const { query } = request;
  const asked: unknown =
    typeof query === 'object' && query !== null ? Reflect.get(query, 'profile') : undefined;
  return asked === 'standard' || asked === 'lak21' ? asked : course.profile;
}

/** A learner named by course id and table id. @throws Refusal (404) for an unknown course */
export async function learnerOf(request: FastifyRequest, { store, directory }: LearnerRouteDeps) {
  const courseId = pathParameter(request, 'course');
  const learnerId = pathParameter(request, 'learner');
  const course = await directory.find(courseId);
  if (course === null || course.courseId !== courseId) throw unknownCourse();
  return { course, learnerId, dashboardId: await store.dashboardId(courseId, learnerId) };
}

/** Does not repeat the id, which would otherwise travel into logs of callers. */
export function unknownCourse(): Refusal {
  return new Refusal('UNKNOWN_COURSE', 404, 'No course or branch of this id is known.');
}

export function unknownLearner(): Refusal {
  return new Refusal('UNKNOWN_LEARNER', 404, 'The course has no learner of this id.');
}
