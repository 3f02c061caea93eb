import { createHash, randomUUID } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import { DASHBOARD_FOLDER, dashboardRoutes } from '@learning-tracker/gateway';
import { METRIC_IDS, type MetricId } from '@learning-tracker/metrics';
import { type FastifyInstance, type FastifyReply, type FastifyRequest, fastify } from 'fastify';
import { z } from 'zod';
import { standInCatalogue } from './stand-in-catalogue.ts';
import { standInCohort } from './stand-in-cohort.ts';
import type { StandInLearner } from './stand-in-learner.ts';

export const TOKEN = 'learner-token-0123456789abcdef';
export const STAFF_TOKEN = 'staff-token-0123456789abcdef';
const COURSE = 'course-1';
const DASHBOARD_ID = 'd4shb04rd1d';
const BRANCH = 'branch-1';

/** A gateway of one course with one learner in memory: the routes that the dashboard calls, and nothing behind them. */
export interface StandIn {
  readonly url: string;
  /** Tests read and change it; `announce` tells the open pages. */
  readonly learner: StandInLearner;
  announce(event: 'metrics' | 'settings'): void;
  /** Answers nothing but 503 while true, and drops the streams. */
  setDown(down: boolean): void;
  /** The next change loses against another one. */
  loseNextChange(): void;
  /** Path, and what must not be there: the header `Referer`. */
  readonly requests: { readonly path: string; readonly referer: string | undefined }[];
  readonly openStreams: () => number;
  /** The `Last-Event-ID` of each stream that was opened. */
  readonly streamsFrom: (string | null)[];
  close(): Promise<void>;
}

export async function startStandIn(
  learner: StandInLearner,
  frameAncestors: readonly string[],
): Promise<StandIn> {
  const app = fastify({ forceCloseConnections: true });
  const state = { down: false, losesNext: false, cursor: 0 };
  const requests: StandIn['requests'] = [];
  const streams = new Set<ServerResponse>();
  const tickets = new Set<string>();
  const streamsFrom: (string | null)[] = [];

  app.addHook('onRequest', async (request, reply) => {
    requests.push({ path: request.url, referer: request.headers.referer });
    if (state.down && /\/(v1|learner_data)\//.test(request.url)) await problem(reply, 503);
  });
  await app.register(dashboardRoutes, { folder: DASHBOARD_FOLDER, frameAncestors });

  await app.register(learnerRoutes, { prefix: '/w/:token' });
  await app.register(staffRoutes);
  await app.register(widgetRoutes);
  app.get('/v1/catalogue', async (request, reply) => tagged(request, reply, catalogueOf(request)));
  app.setNotFoundHandler((_request, reply) => problem(reply, 404));

  async function learnerRoutes(scope: FastifyInstance): Promise<void> {
    scope.addHook('onRequest', async (request, reply) => {
      if (parameter(request, 'token') !== TOKEN) await problem(reply, 401);
    });
    await scope.register(widgetRoutes);
    const of = '/v1/courses/:course/learners/:learner';
    scope.addHook('preHandler', async (request, reply) => {
      const course = parameter(request, 'course');
      if (course !== '' && course !== COURSE) await problem(reply, 404);
      if (!['', 'me', 'l1'].includes(parameter(request, 'learner'))) await problem(reply, 403);
    });
    scope.get('/v1/me', async () => ({
      role: 'learner',
      courses: [{ courseId: COURSE, courseName: 'Assessment in Higher Education' }],
    }));
    scope.get('/v1/courses/:course/catalogue', async (request, reply) =>
      tagged(request, reply, catalogueOf(request)),
    );
    scope.get(of, async () => ({
      learnerId: 'l1',
      dashboardId: DASHBOARD_ID,
      courseId: COURSE,
      branchId: BRANCH,
      courseName: 'Assessment in Higher Education',
      timeZone: 'Europe/Amsterdam',
      role: 'learner',
    }));
    scope.get(`${of}/settings`, async (request, reply) => tagged(request, reply, settingsDocument(learner)));
    scope.get(`${of}/metrics`, async (request, reply) =>
      learner.metrics === null ? problem(reply, 404) : tagged(request, reply, metricsDocument(learner)),
    );
    scope.get(`${of}/metrics/:metric/explanation`, async (request) =>
      explanation(learner, metricOf(request)),
    );
    scope.get(`${of}/history`, async (request) => {
      const { metric } = z.object({ metric: z.enum(METRIC_IDS) }).parse(request.query);
      const days = (learner.history[metric] ?? []).map((day) => ({
        ...day,
        absolute_value: null,
        total: null,
        scaled_value: day.value === null ? null : Math.min(10, Math.max(0, day.value)),
      }));
      return { metric, days };
    });
    scope.post(`${of}/stream-ticket`, async () => {
      const ticket = randomUUID();
      tickets.add(ticket);
      return { ticket, expiresAt: '2026-11-27T10:01:00Z' };
    });
    scope.get('/v1/stream', async (request, reply) => {
      const { ticket } = z.object({ ticket: z.string() }).parse(request.query);
      if (!tickets.delete(ticket)) return problem(reply, 401);
      const last = request.headers['last-event-id'];
      streamsFrom.push(typeof last === 'string' ? last : null);
      reply.hijack();
      reply.raw.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
      reply.raw.write(': open\n\n');
      streams.add(reply.raw);
      reply.raw.on('close', () => streams.delete(reply.raw));
      return reply;
    });
  }

  async function staffRoutes(scope: FastifyInstance): Promise<void> {
    scope.addHook('onRequest', async (request, reply) => {
      if (request.headers.authorization !== `Bearer ${STAFF_TOKEN}`) await problem(reply, 401);
    });
    scope.get('/v1/me', async () => ({
      role: 'staff',
      courses: [
        { courseId: COURSE, courseName: 'Assessment in Higher Education' },
        { courseId: 'course-2', courseName: 'Research Methods' },
      ],
    }));
    scope.get('/v1/courses/:course/catalogue', async (request) => catalogueOf(request));
    scope.get('/v1/courses/:course/cohort', async () => standInCohort());
  }

  async function widgetRoutes(scope: FastifyInstance): Promise<void> {
    scope.get('/learner_data/:user/:branch', async (request, reply) =>
      tagged(request, reply, widgetDocument(learner, request)),
    );
    for (const route of ['consent', 'goal', 'widget', 'SRL'] as const) {
      scope.post(`/learner_data/${route}/:user/:branch`, async (request, reply) => {
        if (state.losesNext) {
          state.losesNext = false;
          return reply.code(409).send({ success: false, error: 'CONFLICT', message: 'Another change won.' });
        }
        if (!applyChange(learner, route, request.body)) {
          return reply.code(409).send({ success: false, error: 'NOT_OPEN', message: 'Not this week.' });
        }
        announce('settings');
        return { success: true };
      });
    }
  }

  function announce(event: 'metrics' | 'settings'): void {
    state.cursor += 1;
    for (const stream of streams) {
      stream.write(`id: ${state.cursor}\nevent: ${event}\ndata: {"revision":"r${state.cursor}"}\n\n`);
    }
  }

  const url = await app.listen({ host: '127.0.0.1', port: 0 });
  return {
    url,
    learner,
    announce,
    setDown(down) {
      state.down = down;
      if (down) for (const stream of streams) stream.destroy();
    },
    loseNextChange() {
      state.losesNext = true;
    },
    requests,
    openStreams: () => streams.size,
    streamsFrom,
    close: () => app.close(),
  };
}

function problem(reply: FastifyReply, status: number): FastifyReply {
  return reply
    .code(status)
    .type('application/problem+json')
    .send({ type: 'about:blank', title: 'Refused', status, detail: 'Refused.', code: 'REFUSED' });
}

function tagged(request: FastifyRequest, reply: FastifyReply, body: unknown): FastifyReply {
  const text = JSON.stringify(body);
  const etag = `"${createHash('sha256').update(text).digest('base64url').slice(0, 20)}"`;
  reply.header('etag', etag).header('cache-control', 'private, no-cache');
  if (request.headers['if-none-match'] === etag) return reply.code(304).send();
  return reply.type('application/json').send(text);
}

function parameter(request: FastifyRequest, name: string): string {
  return z.record(z.string(), z.string()).parse(request.params)[name] ?? '';
}

function metricOf(request: FastifyRequest): MetricId {
  return z.enum(METRIC_IDS).parse(parameter(request, 'metric'));
}

function catalogueOf(request: FastifyRequest) {
  return standInCatalogue(z.object({ lang: z.string() }).parse(request.query).lang);
}

function settingsDocument(learner: StandInLearner) {
  const { consent, followUp, goal, selectedMetrics, srlAnswers, ...rest } = learner;
  const { updateGoal, updateIndicators, openedWeek, nextRolloverAt } = rest;
  return {
    consent,
    followUp,
    goal,
    selectedMetrics,
    srlAnswered: srlAnswers !== null,
    updateGoal,
    updateIndicators,
    openedWeek,
    nextRolloverAt,
  };
}

function metricsDocument(learner: StandInLearner) {
  const { exportedUpTo, processedAt, complete, metrics } = learner;
  return {
    courseId: COURSE,
    learnerId: 'l1',
    dashboardId: DASHBOARD_ID,
    profile: 'standard',
    calibrationVersion: 4,
    complete,
    asOf: exportedUpTo,
    exportedUpTo,
    publishedAt: processedAt,
    processedAt,
    metrics,
  };
}

function widgetDocument(learner: StandInLearner, request: FastifyRequest) {
  return {
    course_branch_id: parameter(request, 'branch'),
    hashed_user_id: parameter(request, 'user'),
    metrics: Object.fromEntries(
      METRIC_IDS.map((id) => {
        const { value = null, absolute_value = null, scaled_value = null } = learner.metrics?.[id] ?? {};
        return [
          id,
          {
            name: id,
            value: value ?? 0,
            absolute_value: absolute_value ?? '',
            scaled_value: scaled_value ?? 0,
          },
        ];
      }),
    ),
    consent: learner.consent,
    SRL_quest: learner.srlAnswers !== null,
    goal: learner.goal,
    selected_metrics: learner.selectedMetrics,
    update_goal_flag: learner.updateGoal,
    update_indicators_flag: learner.updateIndicators,
  };
}

function explanation(learner: StandInLearner, metric: MetricId) {
  const { value = null, scaled_value = null } = learner.metrics?.[metric] ?? {};
  const sessions = ['23 November', '24 November', '25 November', '26 November'];
  return {
    metric,
    profile: 'standard',
    calibrationVersion: 4,
    asOf: learner.exportedUpTo,
    value,
    scaled_value,
    unit: 'hours',
    text: 'The figure comes from 4 sessions of together 12.4 hours.',
    inputs: {},
    steps: sessions.map((label, index) => ({ label, value: `${index + 2} h ${10 + index} min` })),
    expression: value === null ? null : '(2.1 + 3.2 + 4.0 + 3.1)',
    raw: value,
  };
}

/** False: its time has not come. */
function applyChange(
  learner: StandInLearner,
  route: 'consent' | 'goal' | 'widget' | 'SRL',
  body: unknown,
): boolean {
  switch (route) {
    case 'consent': {
      const given = z
        .object({ consent: z.boolean(), follow_up: z.boolean().optional(), email: z.string().optional() })
        .parse(body);
      learner.consent = given.consent;
      learner.followUp = given.consent && given.follow_up === true;
      learner.email = learner.followUp ? (given.email ?? null) : null;
      return true;
    }
    case 'goal':
      if (learner.goal !== null && !learner.updateGoal) return false;
      learner.goal = z.object({ goal: z.string().min(1).max(2_000) }).parse(body).goal;
      learner.updateGoal = false;
      return true;
    case 'widget':
      if (learner.selectedMetrics.length > 0 && !learner.updateIndicators) return false;
      learner.selectedMetrics = z
        .object({ selected_metrics: z.array(z.enum(METRIC_IDS)).min(3).max(6) })
        .parse(body).selected_metrics;
      learner.updateIndicators = false;
      return true;
    case 'SRL':
      learner.srlAnswers = z
        .object({ SRL_answers: z.array(z.string().regex(/^srl_item_\d+_[1-7]$/)).length(24) })
        .parse(body).SRL_answers;
      return true;
  }
}
