import { randomBytes } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import { learnerMain, learnerPage } from '../documents/learner-page.ts';
import { type LearnerRouteDeps, learnerOf, profileOf, profileQuery, unknownLearner } from './context.ts';

/** `GET /courses/{course}/learners/{learner}`: a learner's figures to look at; only behind `/w/{token}`. */
export function pageRoutes(app: FastifyInstance, deps: LearnerRouteDeps): void {
  app.get(
    '/courses/:course/learners/:learner',
    { schema: { querystring: profileQuery } },
    async (request, reply) => {
      const { course, learnerId, dashboardId } = await learnerOf(request, deps);
      const answer = await deps.answers.get({
        course,
        learnerId,
        dashboardId,
        profile: profileOf(request, course),
        form: 'page',
        render: (figures, complete) => learnerMain(figures, complete).markup,
      });
      if (answer === null) throw unknownLearner();
      const nonce = randomBytes(16).toString('base64');
      return reply
        .header('cache-control', 'no-store')
        .header(
          'content-security-policy',
          `default-src 'none'; script-src 'nonce-${nonce}'; style-src 'nonce-${nonce}'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`,
        )
        .type('text/html; charset=utf-8')
        .send(learnerPage({ main: answer.body, etag: answer.etag, nonce }));
    },
  );
}
