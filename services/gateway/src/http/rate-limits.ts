import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { GatewayConfig } from '../config.ts';
import { Refusal } from '../errors.ts';

const MINUTE_MS = 60_000;

/** Hooks that refuse what comes too often (429); counted by each gateway for itself. */
export function rateLimits(
  app: FastifyInstance,
  config: Pick<GatewayConfig, 'requestsPerAddress' | 'requestsPerLearner'>,
) {
  const byAddress = app.createRateLimit({ max: config.requestsPerAddress, timeWindow: MINUTE_MS });
  const byReader = app.createRateLimit({
    max: config.requestsPerLearner,
    timeWindow: MINUTE_MS,
    keyGenerator: readerOf,
  });
  return {
    /** Of IPv6 a whole /64 counts as one address. */
    byAddress: hookOf(byAddress),
    /** After the guard: by the token's learner or member of staff; without a token there is only the address. */
    byReader: hookOf(byReader, ({ access }) => access !== null),
  };
}

function hookOf(
  count: ReturnType<FastifyInstance['createRateLimit']>,
  applies: (request: FastifyRequest) => boolean = () => true,
) {
  return async (request: FastifyRequest, reply: FastifyReply): Promise<void> => {
    if (!applies(request)) return;
    const state = await count(request);
    if (state.isAllowed || !state.isExceeded) return;
    reply.header('retry-after', state.ttlInSeconds);
    throw new Refusal('RATE_LIMITED', 429, 'Too many requests within a minute. Wait and ask again.');
  };
}

function readerOf({ access }: FastifyRequest): string {
  if (access === null) return '';
  return access.role === 'learner'
    ? `learner ${access.courseId}/${access.id}`
    : `${access.role} ${access.subject}`;
}
