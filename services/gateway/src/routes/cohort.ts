import { decodeCohortSnapshot } from '@learning-tracker/storage';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { type AddressedCourse, consentQuery, courseOf, forbidden, seesAll } from '../access/addressed.ts';
import { cohortDocument } from '../documents/cohort-document.ts';
import { dayOfDate } from '../documents/history-document.ts';
import { Refusal } from '../errors.ts';
import { pageOfLearners } from '../figures/learner-list.ts';
import { createWholeCohort } from '../figures/whole-cohort.ts';
import { queryParameter } from '../http/path-parameter.ts';
import { type LearnerRouteDeps, sendDocument } from './context.ts';
import { cohortAnswer, dayQuery, describe, learnersAnswer, pageQuery } from './schemas.ts';

const DEFAULT_LIMIT = 50;

/** What staff read of a course as a whole. */
export function cohortRoutes(app: FastifyInstance, deps: LearnerRouteDeps): void {
  const wholeCohort = createWholeCohort(deps.store);

  app.get(
    '/v1/courses/:course/cohort',
    {
      schema: describe('The cohort on a day: distributions and choices', cohortAnswer, {
        query: { ...dayQuery, ...consentQuery },
      }),
    },
    async (request, reply) => {
      const { course } = await courseOfStaff(request, deps);
      const date = queryParameter(request, 'day');
      if (seesAll(request)) {
        if (date !== undefined)
          throw new Refusal('BAD_REQUEST', 400, 'All learners are counted as of now, not as of a day.');
        const whole = await wholeCohort(course.courseId);
        if (whole === null) throw noSnapshot();
        return sendDocument(request, reply, cohortDocument(whole.day, whole.snapshot, 'all'));
      }
      const day = date === undefined ? undefined : dayOfDate(date);
      const kept = await deps.store.cohort(course.courseId, day);
      if (kept === null) throw noSnapshot();
      const snapshot = decodeCohortSnapshot(kept.bytes);
      return sendDocument(request, reply, cohortDocument(kept.day, snapshot, 'true'));
    },
  );

  app.get(
    '/v1/courses/:course/learners',
    {
      schema: describe('Learners who consent, page by page', learnersAnswer, {
        query: { ...pageQuery, ...consentQuery },
      }),
    },
    async (request, reply) => {
      const { course } = await courseOfStaff(request, deps);
      const limit = Number(queryParameter(request, 'limit') ?? DEFAULT_LIMIT);
      const after = queryParameter(request, 'after');
      const page = await pageOfLearners(deps, course.courseId, { after, limit, all: seesAll(request) });
      return sendDocument(request, reply, page);
    },
  );
}

/** @throws Refusal FORBIDDEN (403), UNKNOWN_COURSE (404) */
async function courseOfStaff(request: FastifyRequest, deps: LearnerRouteDeps): Promise<AddressedCourse> {
  const addressed = await courseOf(request, deps);
  if (addressed.access.role === 'learner') throw forbidden();
  return addressed;
}

function noSnapshot(): Refusal {
  return new Refusal('NO_HISTORY', 404, 'There is no snapshot of this cohort (yet).');
}
