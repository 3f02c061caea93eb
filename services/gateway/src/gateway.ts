import { hkdfSync, randomBytes } from 'node:crypto';
import cors from '@fastify/cors';
import rateLimit from '@fastify/rate-limit';
import type { Forgetting } from '@learning-tracker/erasure';
import {
  type Clock,
  type Logger,
  messageOf,
  type Scheduler,
  systemScheduler,
  type Telemetry,
  TrackerError,
} from '@learning-tracker/runtime';
import { operationsRoutes, type Readiness } from '@learning-tracker/runtime/operations';
import type { EmailVault, ErasureList } from '@learning-tracker/storage';
import { type FastifyInstance, fastify } from 'fastify';
import { installAudit } from './access/audit.ts';
import { bearerCredential, type Guard, installGuard, pathCredential } from './access/guard.ts';
import type { TokenKeys } from './access/keys.ts';
import { createOpenAccess } from './access/open-access.ts';
import { createOwnDataLimits } from './access/own-data-limits.ts';
import { createTokenVerifier, LONGEST_TOKEN } from './access/verifier.ts';
import { withoutErased } from './access/without-erased.ts';
import { DEFAULT_GATEWAY_CONFIG, type GatewayConfig } from './config.ts';
import { dashboardRoutes } from './dashboard/dashboard-routes.ts';
import { GATEWAY_ERRORS } from './errors.ts';
import { createAnswers } from './figures/answers.ts';
import { type Completeness, createCompleteness } from './figures/completeness.ts';
import { createCourseDirectory, type DescribeCourse } from './figures/course-directory.ts';
import type { FiguresReader } from './figures/figures-reader.ts';
import type { GatewayStore } from './figures/gateway-store.ts';
import { installApiDocument } from './http/api-document.ts';
import { createRateLimits } from './http/rate-limits.ts';
import { installRefusals, refuseUnroutable } from './http/refusals.ts';
import { installTelemetry } from './http/request-telemetry.ts';
import { closeSilentConnections } from './http/silent-connections.ts';
import { cohortRoutes } from './routes/cohort.ts';
import { erasureRoutes } from './routes/erasures.ts';
import { historyRoutes } from './routes/history.ts';
import { type OwnDataRouteDeps, ownDataRoutes } from './routes/own-data.ts';
import { type StreamRouteDeps, streamRoutes, ticketRoutes } from './routes/stream.ts';
import { catalogueRoutes, v1Routes } from './routes/v1.ts';
import { type WidgetRouteDeps, widgetRoutes } from './routes/widget.ts';
import type { LearnerSettings } from './settings/learner-settings.ts';
import type { SettingsHistory } from './settings/settings-history.ts';
import { createChangeFeed } from './stream/change-feed.ts';
import { createTickets } from './stream/tickets.ts';

export interface GatewayDeps {
  readonly store: GatewayStore;
  readonly figures: FiguresReader;
  readonly describeCourse: DescribeCourse;
  readonly settings: LearnerSettings;
  /** Who is to be forgotten; kept up to date by whoever composes the gateway. Default: nobody. */
  readonly isErased?: ErasureList['isErased'];
  /** Absent: learners are forgotten by the command line alone. */
  readonly forgetting?: Forgetting | undefined;
  readonly settingsHistory: SettingsHistory;
  readonly vault: Pick<EmailVault, 'read'>;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly telemetry: Telemetry;
  /** Every learner route needs a token that these keys verify. */
  readonly keys: TokenKeys;
  /** Folder of the dashboard's build; absent: no pages are served. */
  readonly dashboardFolder?: string | undefined;
  readonly scheduler?: Scheduler;
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

/**
 * The API that dashboards call, and the dashboard. Learner routes exist behind a learner's token in the path
 * (`/w/{token}`, a signed link) and behind a bearer token; the widget's also without one, where access is `open`.
 *
 * @throws TrackerError GATEWAY_KEYS_UNUSABLE, DASHBOARD_NOT_BUILT
 */
export async function createGateway(deps: GatewayDeps): Promise<Gateway> {
  const { clock, logger, telemetry, forgetting, scheduler = systemScheduler } = deps;
  const { store, figures, settings, vault, settingsHistory } =
    deps.isErased === undefined ? deps : withoutErased(deps, deps.isErased);
  const config: GatewayConfig = { ...DEFAULT_GATEWAY_CONFIG, ...deps.config };
  const verifier = createTokenVerifier({ keys: deps.keys, clock, capacity: config.cachedTokens });
  const app = fastify({
    // Fastify's own request log would hold URLs, and with them tokens and learners' ids.
    logger: false,
    bodyLimit: config.bodyLimitBytes,
    requestTimeout: config.requestTimeoutMs,
    keepAliveTimeout: config.keepAliveTimeoutMs,
    connectionTimeout: config.connectionTimeoutMs,
    forceCloseConnections: 'idle',
    routerOptions: { maxParamLength: LONGEST_TOKEN },
    ...(config.trustedProxies.length === 0 ? {} : { trustProxy: [...config.trustedProxies] }),
    frameworkErrors: refuseUnroutable,
  });
  installRefusals(app, logger, installTelemetry(app, telemetry));
  installHeaders(app);
  app.decorateRequest('access', null);
  if (config.allowedOrigins.length > 0) {
    // Registered before the guard: a preflight carries no token, and a refusal must be readable by its page.
    await app.register(cors, {
      origin: [...config.allowedOrigins],
      methods: ['GET', 'HEAD', 'POST'],
      allowedHeaders: ['Content-Type', 'Authorization', 'If-None-Match', 'Last-Event-ID'],
      exposedHeaders: ['ETag', 'Retry-After'],
      maxAge: 600,
    });
  }
  await installApiDocument(app);
  await app.register(rateLimit, { global: false, cache: 50_000 });
  const limits = createRateLimits(app, config, clock);
  if (config.widgetAccess === 'open') {
    logger.warn(
      {},
      'widget access is open: whoever knows the hashed id of a learner sees that learner’s figures',
    );
  }

  const completeness = createCompleteness({ store, clock });
  const directory = createCourseDirectory({ store, describe: deps.describeCourse });
  const answers = createAnswers({
    store,
    figures,
    completeness,
    telemetry,
    capacity: config.cachedAnswers,
  });
  const feed = createChangeFeed({ store, scheduler, logger });
  const tickets = createTickets({ secret: ticketSecret(deps.keys), leases: store.leases, clock });
  const routeDeps: AllRouteDeps = {
    store,
    directory,
    answers,
    figures,
    settings,
    settingsHistory,
    vault,
    completeness,
    gatherOwnData: createOwnDataLimits({ limits: config.ownDataLimits, clock }),
    clock,
    logger,
    scheduler,
    feed,
    tickets,
    streams: new Set(),
    mostStreams: config.mostStreams,
    admit: createOpenAccess({ limits: config.openLimits, clock }),
  };
  const guarded =
    (guard: Omit<Guard, 'verifier' | 'limits'>, routes: readonly Routes[]) =>
    async (scope: FastifyInstance) => {
      installGuard(scope, { ...guard, verifier, limits });
      if (guard.roles.some((role) => role !== 'learner')) installAudit(scope, logger);
      for (const add of routes) add(scope, routeDeps);
    };
  // A link stays in histories and logs of others: it opens one learner, never a course.
  const link = { credential: pathCredential, roles: ['learner'] } as const;
  const bearer = { credential: bearerCredential, roles: ['learner', 'staff', 'operator'] } as const;
  const isOpen: Guard['isOpen'] = (request) =>
    config.widgetAccess === 'open' && request.headers.authorization === undefined;
  await app.register(
    guarded(link, [
      widgetRoutes,
      v1Routes,
      historyRoutes,
      ownDataRoutes,
      ticketRoutes,
      streamRoutes,
      catalogueRoutes,
    ]),
    {
      prefix: '/w/:token',
    },
  );
  await app.register(guarded({ ...bearer, isOpen }, [widgetRoutes]));
  await app.register(guarded(bearer, [v1Routes, historyRoutes, cohortRoutes, ownDataRoutes, ticketRoutes]));
  if (forgetting !== undefined) {
    const add: Routes = (scope, shared) => erasureRoutes(scope, { ...shared, forgetting });
    await app.register(guarded(bearer, [add]));
  }
  await app.register(async (scope: FastifyInstance) => {
    scope.addHook('onRequest', limits.byAddress);
    catalogueRoutes(scope);
    streamRoutes(scope, routeDeps);
  });
  if (deps.dashboardFolder !== undefined) {
    const { frameAncestors } = config;
    await app.register(dashboardRoutes, { folder: deps.dashboardFolder, frameAncestors });
  }

  const readiness = deps.readiness ?? (async () => ({ reasons: [], notes: [] }));
  const checks = [
    { check: () => storeReadiness(completeness), failure: 'the store does not answer' },
    { check: readiness, failure: 'the readiness check failed' },
  ];
  operationsRoutes(app, { checks, telemetry, logger });
  closeSilentConnections(app);
  app.addHook('preClose', (done) => {
    feed.close();
    for (const stream of routeDeps.streams) stream.close();
    done();
  });
  await app.ready();

  return {
    app,
    listen: (address) => listen(app, address),
    async close() {
      await app.close();
      await deps.settings.close();
      await forgetting?.close();
    },
  };
}

/**
 * Tickets have a key of their own, made from the secret. Without a secret it is this process's alone, and a stream must
 * be opened at the gateway that gave the ticket.
 */
function ticketSecret({ secret }: TokenKeys): Uint8Array {
  return secret === undefined
    ? randomBytes(32)
    : new Uint8Array(hkdfSync('sha256', secret, '', 'learning-tracker stream tickets', 32));
}

async function storeReadiness(completeness: Completeness): Promise<Readiness> {
  const missing = await completeness.missing();
  return {
    reasons: missing.length === 0 ? [] : [`catching up: partition ${missing.join(', ')}`],
    notes: [],
  };
}

type AllRouteDeps = WidgetRouteDeps & StreamRouteDeps & OwnDataRouteDeps;
type Routes = (app: FastifyInstance, deps: AllRouteDeps) => void;

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
