import type { FastifyInstance } from 'fastify';
import { consentQuery, courseOf, forbidden, learnerOf } from '../access/addressed.ts';
import { Refusal } from '../errors.ts';
import type { LearnerRouteDeps } from './context.ts';

/** Daily snapshots, of one learner and of the cohort. None is made yet, which the answer says as of an empty history. */
export function historyRoutes(app: FastifyInstance, deps: LearnerRouteDeps): void {
  const querystring = { type: 'object', properties: { ...consentQuery } } as const;
  app.get(
    '/v1/courses/:course/learners/:learner/history',
    { schema: { summary: 'Daily figures', querystring } },
    async (request) => {
      await learnerOf(request, deps);
      throw noHistory();
    },
  );
  app.get(
    '/v1/courses/:course/cohort',
    { schema: { summary: 'The cohort, by day', querystring } },
    async (request) => {
      const { access } = await courseOf(request, deps);
      if (access.role === 'learner') throw forbidden();
      throw noHistory();
    },
  );
}

function noHistory(): Refusal {
  return new Refusal('NO_HISTORY', 404, 'There is no daily snapshot yet.');
}
