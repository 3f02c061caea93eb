import type { Awaitable, LearnerRef } from '@learning-tracker/storage';
import type { FastifyRequest } from 'fastify';
import { Refusal } from '../errors.ts';
import type { CourseDirectory, KnownCourse } from '../figures/course-directory.ts';
import type { GatewayStore } from '../figures/gateway-store.ts';
import { whenKnown } from '../figures/when-known.ts';
import { pathParameter, queryParameter } from '../http/path-parameter.ts';
import type { LearnerSettings } from '../settings/learner-settings.ts';
import type { Access, LearnerAccess } from './claims.ts';
import { accessOfRequest } from './guard.ts';

/** What it takes to know whom a request speaks of, and whether it may. */
export interface AddressDeps {
  readonly store: Pick<GatewayStore, 'tableId' | 'dashboardId'>;
  readonly directory: CourseDirectory;
  readonly settings: Pick<LearnerSettings, 'view'>;
}

/** A course that the request's token opens. */
export interface AddressedCourse {
  readonly access: Access;
  readonly course: KnownCourse;
}

/** A learner whom the request may read; an id is null while the map does not know it. */
export interface AddressedLearner extends AddressedCourse {
  /** Table id. */
  readonly learnerId: string | null;
  readonly dashboardId: string | null;
}

/** JSON schema of `?consent=`. */
export const consentQuery = {
  consent: {
    type: 'string',
    enum: ['true', 'all'],
    description: 'Operators only: `all` also shows learners without consent. It is audited.',
  },
} as const;

/**
 * The course in the path. What a token does not open is refused alike, whether it exists or not.
 *
 * @throws Refusal FORBIDDEN (403), UNKNOWN_COURSE (404)
 */
export function courseOf(
  request: FastifyRequest,
  { directory }: Pick<AddressDeps, 'directory'>,
): Awaitable<AddressedCourse> {
  const courseId = pathParameter(request, 'course');
  const access = accessOfRequest(request);
  if (!opensCourse(access, courseId)) throw forbidden();
  return whenKnown(directory.find(courseId), (course) => {
    if (course === null || course.courseId !== courseId) throw unknownCourse();
    return { access, course };
  });
}

/**
 * The learner in the path, by table id or `me`. A learner's token opens its own learner only. Staff see learners with
 * consent; others are to them as if they did not exist.
 *
 * @throws Refusal FORBIDDEN (403), UNKNOWN_COURSE, UNKNOWN_LEARNER (404)
 */
export function learnerOf(request: FastifyRequest, deps: AddressDeps): Awaitable<AddressedLearner> {
  return whenKnown(courseOf(request, deps), ({ access, course }) => {
    if (access.role !== 'learner') return learnerOfStaff(request, { access, course }, deps);
    return whenKnown(idsOf(access, deps), (own) => {
      const asked = pathParameter(request, 'learner');
      if (asked !== 'me' && asked !== own.learnerId) throw forbidden();
      return { access, course, ...own };
    });
  });
}

async function learnerOfStaff(
  request: FastifyRequest,
  { access, course }: AddressedCourse,
  deps: AddressDeps,
): Promise<AddressedLearner> {
  const asked = pathParameter(request, 'learner');
  if (asked === 'me') throw unknownLearner();
  const dashboardId = await deps.store.dashboardId(course.courseId, asked);
  if (!(await mayRead(request, { courseId: course.courseId, learnerId: dashboardId }, deps)))
    throw unknownLearner();
  return { access, course, learnerId: asked, dashboardId };
}

/**
 * Whether staff may read a learner: with consent, or an operator says `?consent=all`.
 *
 * @param learner by dashboard id; null where there is none, and so no consent
 * @throws Refusal FORBIDDEN (403) for `all` by anybody else
 */
export async function mayRead(
  request: FastifyRequest,
  learner: { readonly courseId: string; readonly learnerId: string | null },
  { settings }: Pick<AddressDeps, 'settings'>,
): Promise<boolean> {
  if (seesAll(request)) return true;
  const { courseId, learnerId } = learner;
  return learnerId !== null && (await settings.view({ courseId, learnerId })).consent === true;
}

/** @throws Refusal FORBIDDEN (403) for `?consent=all` by anybody but an operator */
export function seesAll(request: FastifyRequest): boolean {
  if (queryParameter(request, 'consent') !== 'all') return false;
  if (accessOfRequest(request).role !== 'operator') throw forbidden();
  return true;
}

/** Both ids of a learner's token. */
export function idsOf(
  { courseId, id, idKind }: LearnerAccess,
  { store }: Pick<AddressDeps, 'store'>,
): Awaitable<Pick<AddressedLearner, 'learnerId' | 'dashboardId'>> {
  return idKind === 'table'
    ? whenKnown(store.dashboardId(courseId, id), (dashboardId) => ({ learnerId: id, dashboardId }))
    : whenKnown(store.tableId(courseId, id), (learnerId) => ({ learnerId, dashboardId: id }));
}

export function opensCourse(access: Access, courseId: string): boolean {
  if (access.role === 'operator') return true;
  return access.role === 'staff' ? access.courseIds.includes(courseId) : access.courseId === courseId;
}

/** @throws Refusal UNKNOWN_LEARNER (404) while no export has named the learner */
export function namedLearner({ course, learnerId }: AddressedLearner): LearnerRef {
  if (learnerId === null) throw unknownLearner();
  return { courseId: course.courseId, learnerId };
}

export function forbidden(): Refusal {
  return new Refusal('FORBIDDEN', 403, 'The token does not open this.');
}

/** Does not repeat the id, which would otherwise travel into logs of callers. */
export function unknownCourse(): Refusal {
  return new Refusal('UNKNOWN_COURSE', 404, 'No course or branch of this id is known.');
}

export function unknownLearner(): Refusal {
  return new Refusal('UNKNOWN_LEARNER', 404, 'The course has no learner of this id.');
}
