import type { FastifyInstance } from 'fastify';
import { consentQuery, courseOf, forbidden, learnerOf, namedLearner } from '../access/addressed.ts';
import { dayOfDate, historyDocument } from '../documents/history-document.ts';
import { Refusal } from '../errors.ts';
import { queryParameter } from '../http/path-parameter.ts';
import { metricOf } from './asked.ts';
import { type LearnerRouteDeps, sendDocument } from './context.ts';
import { daysQuery, describe, historyAnswer } from './schemas.ts';

/** Later than any day of data. */
const LAST_DAY = Number.MAX_SAFE_INTEGER;

/** Daily snapshots, of one learner and of the cohort; none is made of the cohort yet. */
export function historyRoutes(app: FastifyInstance, deps: LearnerRouteDeps): void {
  app.get(
    '/v1/courses/:course/learners/:learner/history',
    {
      schema: describe('An indicator day by day', historyAnswer, {
        query: { ...daysQuery, ...consentQuery },
        required: ['metric'],
      }),
    },
    async (request, reply) => {
      const learner = namedLearner(await learnerOf(request, deps));
      const metric = metricOf(queryParameter(request, 'metric'));
      const from = queryParameter(request, 'from');
      const to = queryParameter(request, 'to');
      const days = await deps.store.history(
        learner,
        from === undefined ? 0 : dayOfDate(from),
        to === undefined ? LAST_DAY : dayOfDate(to),
      );
      return sendDocument(request, reply, historyDocument(metric, days));
    },
  );
  app.get(
    '/v1/courses/:course/cohort',
    {
      schema: {
        summary: 'The cohort, by day',
        querystring: { type: 'object', properties: { ...consentQuery } },
      },
    },
    async (request) => {
      const { access } = await courseOf(request, deps);
      if (access.role === 'learner') throw forbidden();
      throw new Refusal('NO_HISTORY', 404, 'There is no daily snapshot yet.');
    },
  );
}
