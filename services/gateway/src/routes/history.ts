import type { FastifyInstance } from 'fastify';
import { consentQuery, learnerOf, namedLearner } from '../access/addressed.ts';
import { dayOfDate, historyDocument, LAST_DAY } from '../documents/history-document.ts';
import { queryParameter } from '../http/path-parameter.ts';
import { metricOf } from './asked.ts';
import { type LearnerRouteDeps, sendDocument } from './context.ts';
import { daysQuery, describe, historyAnswer } from './schemas.ts';

/** Later than any day of data. */

/** Daily snapshots of one learner. */
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
}
