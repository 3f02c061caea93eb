import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import {
  createExportApi,
  createFixedToken,
  createHttp,
  type ExportApi,
  type ExportRequest,
} from '@learning-tracker/coursera';
import { createManualScheduler } from '@learning-tracker/runtime';
import { onTestFinished, vi } from 'vitest';
import { createExportServer, type ExportServer } from '../export-server.ts';
import type { ExportServerOptions } from '../options.ts';

export const TOKEN = 'a-token-of-the-stub';
export const COURSE = 'course-1';
export const DAY_MS = 86_400_000;

export const tablesRequest: ExportRequest = {
  kind: 'tables',
  scope: { kind: 'course', courseId: COURSE },
  hashing: 'linked',
  purpose: 'tests',
};

export const clicksRequest = (start: string, end = start): ExportRequest => ({
  ...tablesRequest,
  kind: 'clickstream',
  interval: { start, end },
});

/** A folder of files that is gone when the test has ended. */
export function exportsFolder(files: Readonly<Record<string, string | Buffer>> = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'stub-exports-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const put = (name: string, content: string | Buffer) => {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), content);
  };
  for (const [name, content] of Object.entries(files)) put(name, content);
  return { folder, put };
}

export const gzip = (text: string): Buffer => gzipSync(text);

/** A stub server on a clock that only moves when told to. */
export async function served(options: Partial<ExportServerOptions> & { readonly exportsFolder: string }) {
  let nowMs = Date.parse('2026-03-10T09:00:00Z');
  const clock = { now: () => nowMs * 1000 };
  const server = await createExportServer({
    token: TOKEN,
    courses: [{ id: COURSE, slug: 'slug-1' }],
    clock,
    ...options,
  });
  onTestFinished(() => server.close());
  const pass = (ms: number) => {
    nowMs += ms;
  };
  return { server, clock, pass, nowMs: () => nowMs, ...clientOf(server, clock) };
}

/** The client of an application in the same process; its pauses take no time. */
export function clientOf(server: ExportServer, clock: { now(): number }) {
  const scheduler = createManualScheduler();
  const http = createHttp({ clock, scheduler, random: () => 0.5, fetch: server.fetch });
  const api = createExportApi({
    http,
    tokens: createFixedToken(TOKEN),
    apiUrl: 'http://stub.test/api/',
  });
  return { api: impatient(api, (ms) => scheduler.advance(ms)), http, scheduler };
}

/** The same client; while an answer is waited for, the time of its pauses passes. */
function impatient(api: ExportApi, advance: (ms: number) => void): ExportApi {
  const waiting = async <T>(answer: Promise<T>): Promise<T> => {
    let ended = false;
    const end = () => {
      ended = true;
    };
    answer.then(end, end);
    await vi.waitUntil(() => {
      // Less than a request's time-out: only pauses end.
      if (!ended) advance(5_000);
      return ended;
    });
    return answer;
  };
  return {
    request: (request, isKnown) => waiting(api.request(request, isKnown)),
    job: (id) => waiting(api.job(id)),
    jobs: () => waiting(api.jobs()),
    clickstreamLinks: (scope, days) => waiting(api.clickstreamLinks(scope, days)),
    courseId: (slug) => waiting(api.courseId(slug)),
    courseSlug: (courseId) => waiting(api.courseSlug(courseId)),
  };
}
