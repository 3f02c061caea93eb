import type { Clock } from '@learning-tracker/runtime';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Access } from '../access/claims.ts';
import type { GatewayConfig } from '../config.ts';
import { Refusal } from '../errors.ts';
import { createWindowCounter } from './window-counter.ts';

const MINUTE_MS = 60_000;
const MOST_READERS = 50_000;

/** Refuse what comes too often (429); counted by each gateway for itself. */
export interface RateLimits {
  /** Of IPv6 a whole /64 counts as one address. */
  byAddress(request: FastifyRequest, reply: FastifyReply): Promise<void>;
  /** By a token's learner, or member of staff, whatever other tokens they have. */
  byReader(access: Access, reply: FastifyReply): void;
}

export function createRateLimits(
  app: FastifyInstance,
  config: Pick<GatewayConfig, 'requestsPerAddress' | 'requestsPerLearner'>,
  clock: Clock,
): RateLimits {
  const addresses = app.createRateLimit({ max: config.requestsPerAddress, timeWindow: MINUTE_MS });
  const readers = createWindowCounter({
    most: config.requestsPerLearner,
    windowMs: MINUTE_MS,
    capacity: MOST_READERS,
    clock,
  });
  return {
    async byAddress(request, reply) {
      const state = await addresses(request);
      if (!state.isAllowed && state.isExceeded) throw tooMany(reply, state.ttlInSeconds);
    },
    byReader(access, reply) {
      const wait = readers.count(readerOf(access));
      if (wait > 0) throw tooMany(reply, wait);
    },
  };
}

function tooMany(reply: FastifyReply, seconds: number): Refusal {
  reply.header('retry-after', seconds);
  return new Refusal('RATE_LIMITED', 429, 'Too many requests within a minute. Wait and ask again.');
}

function readerOf(access: Access): string {
  return access.role === 'learner'
    ? `learner ${access.courseId}/${access.id}`
    : `${access.role} ${access.subject}`;
}
