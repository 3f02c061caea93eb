import cors from '@fastify/cors';
import { type Clock, type Logger, messageOf, type Telemetry, TrackerError } from '@learning-tracker/runtime';
import { operationsRoutes, type Readiness } from '@learning-tracker/runtime/operations';
import { type FastifyInstance, fastify } from 'fastify';
import { DEFAULT_GATEWAY_CONFIG, type GatewayConfig } from './config.ts';
import { GATEWAY_ERRORS } from './errors.ts';
import { createAnswers } from './figures/answers.ts';
import { type Completeness, createCompleteness } from './figures/completeness.ts';
import { createCourseDirectory, type DescribeCourse } from './figures/course-directory.ts';
import type { FiguresReader } from './figures/figures-reader.ts';
import type { GatewayStore } from './figures/gateway-store.ts';
import { installRefusals, refuseUnroutable } from './http/refusals.ts';
import { bearerCredential, type Credential, createTokenGuard, pathCredential } from './http/token-guard.ts';
import type { LearnerRouteDeps } from './routes/context.ts';
import { pageRoutes } from './routes/page.ts';
import { v1Routes } from './routes/v1.ts';
import { widgetRoutes } from './routes/widget.ts';
import type { LearnerSettings } from './settings/learner-settings.ts';

export interface GatewayDeps {
  readonly store: GatewayStore;
  readonly figures: FiguresReader;
  readonly describeCourse: DescribeCourse;
  readonly settings: LearnerSettings;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly telemetry: Telemetry;
  /** Guards every learner route; at least 16 random characters. */
  readonly token: string;
  /** What the process knows beside the store; default: nothing against being ready. */
  readonly readiness?: () => Promise<Readiness>;
  readonly config?: Partial<GatewayConfig>;
}

export interface Gateway {
  readonly app: FastifyInstance;
  /** Begins to serve and resolves with the base URL. @throws TrackerError `GATEWAY_ADDRESS_UNUSABLE` */
  listen(address: { readonly host: string; readonly port: number }): Promise<string>;
  /** Finishes the requests that are being answered and takes no more. */
  close(): Promise<void>;
}

/** The API that dashboards call. Learner routes exist behind `/w/{token}` and behind a bearer token. */
export async function createGateway(deps: GatewayDeps): Promise<Gateway> {
  const { store, clock, logger, telemetry } = deps;
  const config: GatewayConfig = { ...DEFAULT_GATEWAY_CONFIG, ...deps.config };
  const guard = createTokenGuard(deps.token);
  const app = fastify({
    // Fastify's own request log would hold URLs, and with them tokens and learners' ids.
    logger: false,
    bodyLimit: config.bodyLimitBytes,
    requestTimeout: config.requestTimeoutMs,
    keepAliveTimeout: config.keepAliveTimeoutMs,
    connectionTimeout: config.connectionTimeoutMs,
    forceCloseConnections: 'idle',
    routerOptions: { maxParamLength: 200 },
    frameworkErrors: refuseUnroutable,
  });
  installRefusals(app, logger);
  installHeaders(app);
  installTelemetry(app, telemetry);
  if (config.allowedOrigins.length > 0) {
    // Registered before the guard: a preflight carries no token, and a refusal must be readable by its page.
    await app.register(cors, {
      origin: [...config.allowedOrigins],
      methods: ['GET', 'HEAD', 'POST'],
      allowedHeaders: ['Content-Type', 'Authorization', 'If-None-Match'],
      exposedHeaders: ['ETag'],
      maxAge: 600,
    });
  }

  const completeness = createCompleteness({ store, clock });
  const directory = createCourseDirectory({ store, describe: deps.describeCourse });
  const answers = createAnswers({
    store,
    figures: deps.figures,
    completeness,
    telemetry,
    capacity: config.cachedAnswers,
  });
  const learnerDeps: LearnerRouteDeps = { store, directory, answers, settings: deps.settings };
  const guarded =
    (credential: Credential, routes: readonly LearnerRoutes[]) => async (scope: FastifyInstance) => {
      scope.addHook('onRequest', (request, _reply, done) => {
        guard(credential(request));
        done();
      });
      for (const add of routes) add(scope, learnerDeps);
    };
  await app.register(guarded(pathCredential, [widgetRoutes, v1Routes, pageRoutes]), { prefix: '/w/:token' });
  await app.register(guarded(bearerCredential, [widgetRoutes, v1Routes]));

  const readiness = deps.readiness ?? (async () => ({ reasons: [], notes: [] }));
  const checks = [
    { check: () => storeReadiness(completeness), failure: 'the store does not answer' },
    { check: readiness, failure: 'the readiness check failed' },
  ];
  operationsRoutes(app, { checks, telemetry, logger });
  await app.ready();

  return {
    app,
    listen: (address) => listen(app, address),
    async close() {
      await app.close();
      await deps.settings.close();
    },
  };
}

async function storeReadiness(completeness: Completeness): Promise<Readiness> {
  const missing = await completeness.missing();
  return {
    reasons: missing.length === 0 ? [] : [`catching up: partition ${missing.join(', ')}`],
    notes: [],
  };
}

type LearnerRoutes = (app: FastifyInstance, deps: LearnerRouteDeps) => void;

const SECURITY_HEADERS = {
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
} as const;

function installHeaders(app: FastifyInstance): void {
  app.addHook('onRequest', (_request, reply, done) => {
    reply.headers(SECURITY_HEADERS);
    done();
  });
}

/** Counts by route pattern, never by URL. */
function installTelemetry(app: FastifyInstance, telemetry: Telemetry): void {
  const routes = new Map<string, ReturnType<typeof routeTelemetry>>();
  app.addHook('onResponse', (request, reply, done) => {
    const route = request.routeOptions.url ?? 'unknown';
    let counts = routes.get(route);
    if (counts === undefined) {
      counts = routeTelemetry(telemetry, route);
      routes.set(route, counts);
    }
    counts.byStatus[Math.floor(reply.statusCode / 100)]?.add(1);
    counts.duration.observe(reply.elapsedTime / 1000);
    done();
  });
}

function routeTelemetry(telemetry: Telemetry, route: string) {
  return {
    byStatus: [0, 1, 2, 3, 4, 5].map((status) =>
      telemetry.counter('learning_tracker_http_requests_total', { route, status: `${status}xx` }),
    ),
    duration: telemetry.histogram('learning_tracker_http_request_duration_seconds', { route }),
  };
}

async function listen(app: FastifyInstance, address: { host: string; port: number }): Promise<string> {
  try {
    return await app.listen(address);
  } catch (error) {
    throw new TrackerError(
      'GATEWAY_ADDRESS_UNUSABLE',
      `The gateway cannot listen on ${address.host} port ${address.port}: ${messageOf(error)}`,
      GATEWAY_ERRORS.GATEWAY_ADDRESS_UNUSABLE,
      error,
    );
  }
}
