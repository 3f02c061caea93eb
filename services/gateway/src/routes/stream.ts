import type { Scheduler } from '@learning-tracker/runtime';
import type { LearnerRef } from '@learning-tracker/storage';
import type { FastifyInstance, FastifyReply } from 'fastify';
import { consentQuery, learnerOf } from '../access/addressed.ts';
import { Refusal } from '../errors.ts';
import { entityTag } from '../http/etag.ts';
import { queryParameter } from '../http/path-parameter.ts';
import type { ChangeFeed } from '../stream/change-feed.ts';
import { createLearnerStream, type LearnerStream, type Versions } from '../stream/learner-stream.ts';
import type { StreamPass, Tickets } from '../stream/tickets.ts';
import { settingsViewOf } from './asked.ts';
import type { LearnerRouteDeps } from './context.ts';
import { describe, ticketAnswer } from './schemas.ts';

export interface StreamRouteDeps extends LearnerRouteDeps {
  readonly tickets: Tickets;
  readonly feed: ChangeFeed;
  readonly scheduler: Scheduler;
  /** Those that are open, of all scopes. */
  readonly streams: Set<LearnerStream>;
  readonly mostStreams: number;
}

/** A browser cannot send a token with a stream, and an address stays in logs: so a ticket of one use opens it. */
export function ticketRoutes(app: FastifyInstance, deps: StreamRouteDeps): void {
  app.post(
    '/v1/courses/:course/learners/:learner/stream-ticket',
    { schema: describe('A ticket that opens one stream', ticketAnswer, { query: consentQuery }) },
    async (request, reply) => {
      const { access, course, learnerId, dashboardId } = await learnerOf(request, deps);
      const { ticket, expiresAtMs } = await deps.tickets.issue({
        courseId: course.courseId,
        learnerId,
        dashboardId,
        role: access.role,
        endsAtMs: access.expiresAtMs,
      });
      const expiresAt = new Date(expiresAtMs).toISOString();
      return reply.header('cache-control', 'no-store').send({ ticket, expiresAt });
    },
  );
}

const ticketQuery = {
  type: 'object',
  properties: { ticket: { type: 'string', minLength: 1, maxLength: 2_048 } },
  required: ['ticket'],
} as const;

/** `GET /v1/stream?ticket=`: events of the ticket's learner. */
export function streamRoutes(app: FastifyInstance, deps: StreamRouteDeps): void {
  const { tickets, feed, scheduler, streams, logger } = deps;
  const summary = 'Changes as they come (text/event-stream)';
  const schema = { summary, querystring: ticketQuery, security: [] };
  app.get('/v1/stream', { schema, exposeHeadRoute: false }, async (request, reply) => {
    if (streams.size >= deps.mostStreams) throw new Refusal('UNAVAILABLE', 503, 'Too many streams are open.');
    const pass = await tickets.redeem(queryParameter(request, 'ticket') ?? '');
    const raw = openStream(reply);
    const last = request.headers['last-event-id'];
    let stopListening = () => {};
    const stream = createLearnerStream({
      output: {
        write(text) {
          raw.write(text);
          return raw.writableLength < MOST_BUFFERED_BYTES;
        },
        end: () => raw.end(),
      },
      read: () => versionsOf(pass, deps),
      lastEventId: typeof last === 'string' ? last : null,
      lastsMs: Math.max(0, pass.endsAtMs - deps.clock.now() / 1000),
      scheduler,
      logger,
      onClose: () => {
        stopListening();
        streams.delete(stream);
      },
    });
    streams.add(stream);
    stopListening = feed.listen(learnersOf(pass), stream.notice);
    raw.on('close', stream.close);
    return reply;
  });
}

const MOST_BUFFERED_BYTES = 64 * 1024;

function openStream(reply: FastifyReply) {
  reply.hijack();
  const { raw } = reply;
  for (const [name, value] of Object.entries(reply.getHeaders())) {
    if (value !== undefined) raw.setHeader(name, value);
  }
  raw.setHeader('content-type', 'text/event-stream; charset=utf-8');
  raw.setHeader('cache-control', 'no-store');
  // Proxies of the nginx kind would keep events back until a buffer is full.
  raw.setHeader('x-accel-buffering', 'no');
  raw.writeHead(200);
  return raw;
}

function learnersOf({ courseId, learnerId, dashboardId }: StreamPass): LearnerRef[] {
  return [learnerId, dashboardId].flatMap((id) => (id === null ? [] : [{ courseId, learnerId: id }]));
}

/** What the page of this learner is made from. The ids are looked up anew, since the map may come meanwhile. */
async function versionsOf(
  pass: StreamPass,
  { store, directory, settings }: StreamRouteDeps,
): Promise<Versions> {
  const { courseId } = pass;
  const learnerId =
    pass.learnerId ?? (pass.dashboardId === null ? null : await store.tableId(courseId, pass.dashboardId));
  const dashboardId =
    pass.dashboardId ?? (learnerId === null ? null : await store.dashboardId(courseId, learnerId));
  const course = await directory.find(courseId);
  const meta = learnerId === null ? null : await store.meta({ courseId, learnerId });
  const view = course === null ? null : await settingsViewOf({ course, dashboardId }, settings);
  return { metrics: tagOf([course?.version ?? null, meta, dashboardId]), settings: tagOf(view) };
}

function tagOf(content: unknown): string {
  return entityTag(JSON.stringify(content)).slice(1, 17);
}
