import type { Forgetting, Receipt } from '@learning-tracker/erasure';
import { pauseFor, type Scheduler } from '@learning-tracker/runtime';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { courseOf, forbidden } from '../access/addressed.ts';
import { accessOfRequest } from '../access/guard.ts';
import { receiptDocument, runningDocument } from '../documents/receipt-document.ts';
import { Refusal } from '../errors.ts';
import { isStorableId, pathParameter } from '../http/path-parameter.ts';
import type { LearnerRouteDeps } from './context.ts';
import { describe, receiptAnswer, runningAnswer } from './schemas.ts';

export interface ErasureRouteDeps extends LearnerRouteDeps {
  readonly forgetting: Forgetting;
  readonly scheduler: Scheduler;
}

/** So long a request waits for the receipt. */
const ANSWERED_WITHIN_MS = 8_000;

/** Forgetting by operators: it goes on whatever becomes of the request. */
export function erasureRoutes(app: FastifyInstance, deps: ErasureRouteDeps): void {
  const { forgetting, scheduler } = deps;

  app.delete(
    '/v1/courses/:course/learners/:learner',
    { schema: describe('Forgets a learner for good', receiptAnswer, { also: { 202: runningAnswer } }) },
    async (request, reply) => {
      requireOperator(request);
      const { course } = await courseOf(request, deps);
      const learner = pathParameter(request, 'learner');
      if (!isStorableId(learner))
        throw new Refusal('BAD_REQUEST', 400, 'The id is empty or holds control characters.');
      const { id, done } = forgetting.begin([{ learner, courseIds: [course.courseId] }]);
      const waiting = new AbortController();
      try {
        const late = pauseFor(ANSWERED_WITHIN_MS, scheduler, waiting.signal).then(() => 'running' as const);
        late.catch(() => {});
        return send(reply, id, await Promise.race([done, late]));
      } catch {
        throw new Refusal('UNAVAILABLE', 503, 'The learner is not forgotten everywhere yet. Ask again.');
      } finally {
        waiting.abort();
        // Whoever waits no longer reads of a failure in the log.
        done.catch(() => {});
      }
    },
  );

  app.get(
    '/v1/erasures/:erasure',
    {
      schema: describe('The receipt of a forgotten learner', receiptAnswer, { also: { 202: runningAnswer } }),
    },
    async (request, reply) => {
      requireOperator(request);
      const id = pathParameter(request, 'erasure');
      const found = id === '' ? null : await forgetting.find(id);
      if (found === null) throw new Refusal('UNKNOWN_ERASURE', 404, 'No receipt of this id is known.');
      return send(reply, id, found);
    },
  );
}

/** @throws Refusal FORBIDDEN (403) */
function requireOperator(request: FastifyRequest): void {
  if (accessOfRequest(request).role !== 'operator') throw forbidden();
}

function send(reply: FastifyReply, id: string, found: Receipt | 'running'): FastifyReply {
  reply.header('cache-control', 'no-store');
  if (found !== 'running') return reply.send(receiptDocument(found));
  return reply.code(202).header('location', `/v1/erasures/${id}`).send(runningDocument(id));
}
