import { timingSafeEqual } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import formbody from '@fastify/formbody';
import { messageOf, systemClock, TrackerError } from '@learning-tracker/runtime';
import { type FastifyInstance, type FastifyRequest, fastify } from 'fastify';
import { ApiRefusal, EXPORT_SERVER_ERRORS } from './errors.ts';
import { createFaults, type Faults } from './faults/faults.ts';
import { knownCourses } from './folder/known-courses.ts';
import { createVariants } from './folder/variants.ts';
import { inProcessFetch } from './in-process-fetch.ts';
import { createJobs, type StubJob } from './jobs/jobs.ts';
import { createGrants } from './oauth/grants.ts';
import type { ExportServerOptions } from './options.ts';
import { clickstreamRoutes } from './routes/clickstream.ts';
import { courseRoutes } from './routes/courses.ts';
import { downloadRoutes } from './routes/downloads.ts';
import { exportRoutes } from './routes/exports.ts';
import { createLinks } from './routes/links.ts';
import { oauthRoutes } from './routes/oauth.ts';

export interface ExportServer {
  readonly app: FastifyInstance;
  /** For a client in the same process: asks the server without a network. */
  readonly fetch: typeof fetch;
  /** Every job that was made, oldest first: what a test counts. */
  jobs(): readonly StubJob[];
  /** Begins to serve and resolves with the base URL. @throws TrackerError STUB_ADDRESS_UNUSABLE */
  listen(address: { readonly host: string; readonly port: number }): Promise<string>;
  close(): Promise<void>;
}

/**
 * A server with the routes and forms of Coursera's export API (`/api/…`) and account server (`/oauth2/v1/…`) under
 * one base URL, which gives out the exports of a folder. Jobs and logins are in memory.
 */
export async function createExportServer(options: ExportServerOptions): Promise<ExportServer> {
  const { clock = systemClock, random = Math.random, exportsFolder } = options;
  const nowMs = () => Math.floor(clock.now() / 1000);
  const faults = createFaults(options.faults ?? {}, random);
  const grants = createGrants({ nowMs, tokenLifetimeMs: options.tokenLifetimeMs ?? 1_800_000 });
  const links = createLinks({ nowMs, lifetimeMs: options.linkLifetimeMs ?? 3_600_000 });
  const jobs = createJobs({
    nowMs,
    faults,
    latencyMs: options.latencyMs ?? 2_000,
    requestsPerDay: options.requestsPerDay ?? 100,
    recentMs: options.recentMs ?? 3_600_000,
    identical: options.identical ?? 'existing',
  });
  const made = await mkdtemp(join(tmpdir(), 'export-server-'));
  const deps = {
    jobs,
    links,
    faults,
    nowMs,
    exportsFolder,
    variants: createVariants(made),
    courses: async () => options.courses ?? knownCourses(exportsFolder),
    linksNeedJob: options.linksNeedJob ?? false,
  };
  const app = fastify({
    // A log of requests would hold tokens and signatures.
    logger: false,
    routerOptions: { ignoreTrailingSlash: true, maxParamLength: 400 },
    forceCloseConnections: true,
  });
  answerErrors(app);
  await app.register(formbody);
  const isAuthorized = (token: string) => isSame(token, options.token) || grants.accepts(token);
  await app.register(async (guarded) => {
    guarded.addHook('onRequest', async (request) => refuseOnRequest(request, isAuthorized, faults));
    exportRoutes(guarded, deps);
    clickstreamRoutes(guarded, deps);
  });
  courseRoutes(app, deps.courses);
  oauthRoutes(app, grants);
  downloadRoutes(app, { links, faults });

  return {
    app,
    fetch: inProcessFetch(app),
    jobs: jobs.all,
    async listen(address) {
      try {
        return await app.listen(address);
      } catch (cause) {
        throw new TrackerError(
          'STUB_ADDRESS_UNUSABLE',
          messageOf(cause),
          EXPORT_SERVER_ERRORS.STUB_ADDRESS_UNUSABLE,
          cause,
        );
      }
    },
    async close() {
      await app.close();
      await rm(made, { recursive: true, force: true });
    },
  };
}

/** Faults that hit a request before anything is done, and the check of its token. */
function refuseOnRequest(
  { headers }: FastifyRequest,
  isAuthorized: (token: string) => boolean,
  faults: Faults,
): void {
  const token = /^bearer +(\S+) *$/i.exec(headers.authorization ?? '')?.[1];
  if (token === undefined || !isAuthorized(token) || faults.strikes('unauthorized')) {
    throw new ApiRefusal(401, 'unauthorized', 'A valid bearer token is needed');
  }
  if (faults.strikes('forbidden')) throw new ApiRefusal(403, 'forbidden', 'Not a data coordinator here');
  if (faults.strikes('too-many-requests')) {
    throw new ApiRefusal(429, 'tooManyRequests', 'Too many requests; slow down', 1);
  }
  if (faults.strikes('server-error')) throw new ApiRefusal(500, 'internal', 'Something went wrong');
}

function isSame(given: string, expected: string | undefined): boolean {
  if (expected === undefined) return false;
  const [a, b] = [Buffer.from(given), Buffer.from(expected)];
  return a.length === b.length && timingSafeEqual(a, b);
}

/** Errors in the form the API has for them. */
function answerErrors(app: FastifyInstance): void {
  app.setErrorHandler((error, _request, reply) => {
    if (error instanceof ApiRefusal) {
      if (error.statusCode === 401) reply.header('www-authenticate', 'Bearer');
      if (error.retryAfterSeconds !== null) reply.header('retry-after', String(error.retryAfterSeconds));
      return reply.code(error.statusCode).send(problem(error.errorCode, error.message));
    }
    const status = error instanceof Error && 'statusCode' in error ? Number(error.statusCode) : 500;
    return reply.code(status < 400 ? 500 : status).send(problem('badRequest', messageOf(error)));
  });
  app.setNotFoundHandler((request, reply) =>
    reply.code(404).send(problem('notFound', `Nothing at ${request.method} ${request.url.split('?')[0]}`)),
  );
}

function problem(errorCode: string, message: string): Record<string, unknown> {
  return { errorCode, message, details: null };
}
