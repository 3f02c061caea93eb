import { access } from 'node:fs/promises';
import { join } from 'node:path';
import fastifyStatic from '@fastify/static';
import { TrackerError } from '@learning-tracker/runtime';
import type { FastifyInstance, FastifyReply } from 'fastify';
import { GATEWAY_ERRORS } from '../errors.ts';
import { pagePolicy } from './page-policy.ts';

export interface DashboardOptions {
  /** What the dashboard's build gave. */
  readonly folder: string;
  /** Origins of pages that may frame the dashboard, beside the gateway's own. */
  readonly frameAncestors: readonly string[];
}

/** Where `npm run build:dashboard` puts it. */
export const DASHBOARD_FOLDER = join(import.meta.dirname, '../../dashboard/dist');

/**
 * Fastify plugin: the pages of learners (`/dashboard/`, `/w/{token}/…`) and staff (`/staff/`) with their assets. The
 * pages are the same for everybody and hold nothing of anybody; what they show they ask of the guarded routes. A
 * page is asked for anew each time, an asset, whose name changes with its content, never.
 *
 * @throws TrackerError `DASHBOARD_NOT_BUILT`
 */
export async function dashboardRoutes(app: FastifyInstance, options: DashboardOptions): Promise<void> {
  const { folder } = options;
  await requireBuild(folder);
  const policy = pagePolicy(options.frameAncestors);
  await app.register(fastifyStatic, {
    root: join(folder, 'assets'),
    prefix: '/dashboard/assets/',
    preCompressed: true,
    index: false,
    immutable: true,
    maxAge: '365d',
    decorateReply: false,
    setHeaders: (reply) => reply.header('referrer-policy', 'no-referrer'),
  });
  await app.register(fastifyStatic, { root: folder, serve: false, preCompressed: true, cacheControl: false });

  const send = (reply: FastifyReply, file: string) =>
    reply.headers({ 'cache-control': 'no-cache', 'referrer-policy': 'no-referrer' }).sendFile(file);
  const page = (file: string) => (_request: unknown, reply: FastifyReply) =>
    send(reply.header('content-security-policy', policy), file);
  const learnerPage = page('index.html');

  for (const path of ['/dashboard/', '/w/:token/dashboard', '/w/:token/courses/:course/learners/:learner']) {
    app.get(path, learnerPage);
  }
  app.get('/staff/', page('staff.html'));
  for (const file of ['manifest.json', 'icon.svg']) {
    app.get(`/dashboard/${file}`, (_request, reply) => send(reply, file));
  }
  // Relative, so that they also hold behind a proxy that adds a prefix.
  app.get('/dashboard', (_request, reply) => reply.redirect('dashboard/', 308));
  app.get('/staff', (_request, reply) => reply.redirect('staff/', 308));
  app.get('/w/:token/', (_request, reply) => reply.redirect('dashboard', 302));
}

async function requireBuild(folder: string): Promise<void> {
  try {
    await access(join(folder, 'index.html'));
  } catch (cause) {
    throw new TrackerError(
      'DASHBOARD_NOT_BUILT',
      `There is no dashboard in ${folder}.`,
      GATEWAY_ERRORS.DASHBOARD_NOT_BUILT,
      cause,
    );
  }
}
