import type { FastifyInstance } from 'fastify';
import { metricsDocument } from '../documents/metrics-document.ts';
import { asciiJson } from '../http/ascii-json.ts';
import { matchesTag } from '../http/etag.ts';
import { type LearnerRouteDeps, learnerOf, profileOf, profileQuery, unknownLearner } from './context.ts';

/** `GET /v1/courses/{course}/learners/{learner}/metrics?profile=`: course id and table id. */
export function v1Routes(app: FastifyInstance, deps: LearnerRouteDeps): void {
  app.get(
    '/v1/courses/:course/learners/:learner/metrics',
    { schema: { querystring: profileQuery } },
    async (request, reply) => {
      const { course, learnerId, dashboardId } = await learnerOf(request, deps);
      const answer = await deps.answers.get({
        course,
        learnerId,
        dashboardId,
        profile: profileOf(request, course),
        form: 'v1',
        render: (figures, complete) => asciiJson(metricsDocument(figures, dashboardId, complete)),
      });
      if (answer === null) throw unknownLearner();
      reply.header('cache-control', 'private, no-cache').header('etag', answer.etag);
      if (matchesTag(request.headers['if-none-match'], answer.etag)) return reply.code(304).send();
      return reply.type('application/json; charset=utf-8').send(answer.body);
    },
  );
}
