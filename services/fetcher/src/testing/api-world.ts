import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as coursera from '@learning-tracker/coursera';
import { createExportServer, type ExportServerOptions } from '@learning-tracker/export-server';
import { type CourseConfig, type Scheduler, silentLogger } from '@learning-tracker/runtime';
import { onTestFinished } from 'vitest';
import { createExportCycle, type ExportCycle } from '../export-api/cycle.ts';
import type { ExportCycleDeps } from '../export-api/deps.ts';
import { createFetcher } from '../fetcher.ts';
import { createFolderSource } from '../source/folder-source.ts';
import { createMemoryLog, jsonSerde } from './memory-log.ts';
import { csv, writeClickstream, writeTablesZip } from './real-exports.ts';
import { course } from './workbench.ts';

const TOKEN = 'token-of-the-world';
export const DAY_MS = 86_400_000;

/** A world from the morning of 10 March 2026 on, that is gone when the test has ended. */
export async function setUpApiWorld(options: Partial<ApiWorldOptions> = {}) {
  const world = await createApiWorld({ startsAt: '2026-03-10T05:00:00Z', ...options });
  onTestFinished(() => world.close());
  return world;
}

/** Pauses of the client end at once; its time-outs, which are longer, never come. */
const hasty: Scheduler = {
  after(ms, task) {
    if (ms >= 60_000) return () => {};
    const handle = setImmediate(task);
    return () => clearImmediate(handle);
  },
};

export interface ApiWorldOptions {
  readonly startsAt: string;
  readonly courses?: readonly CourseConfig[];
  readonly server?: Partial<ExportServerOptions>;
}

/**
 * Coursera, made of a folder and the stub server, and a fetcher that follows it, on one clock that moves when somebody
 * waits. Nothing but disk and memory is used.
 */
export async function createApiWorld(options: ApiWorldOptions) {
  const folder = mkdtempSync(join(tmpdir(), 'api-world-'));
  const theirs = join(folder, 'theirs');
  const downloads = join(folder, 'downloads');
  for (const each of [theirs, downloads]) mkdirSync(each);
  let nowMs = Date.parse(options.startsAt);
  const clock = { now: () => nowMs * 1000 };
  const scheduler: Scheduler = {
    after(ms, task) {
      const handle = setImmediate(() => {
        nowMs += ms;
        task();
      });
      return () => clearImmediate(handle);
    },
  };
  const server = await createExportServer({
    exportsFolder: theirs,
    courses: [],
    token: TOKEN,
    clock,
    latencyMs: 60_000,
    linksNeedJob: true,
    ...options.server,
  });
  const client = { clock, scheduler: hasty, random: () => 0.5, fetch: server.fetch };
  const api = coursera.createExportApi({
    http: coursera.createHttp(client),
    tokens: coursera.createFixedToken(TOKEN),
    apiUrl: 'http://stub.test/api/',
  });
  const log = createMemoryLog();
  const courses = options.courses ?? [course()];
  const opened: { close(): unknown }[] = [];

  /** A new process over what the ones before left. */
  function start(more: Partial<ExportCycleDeps> = {}): ExportCycle {
    const ledgerPath = join(folder, 'ledger.sqlite');
    const fetcher = createFetcher({
      log,
      serde: jsonSerde,
      ledgerPath,
      source: createFolderSource(downloads),
      readers: coursera,
      courses,
      clock: { now: () => 42 },
      logger: silentLogger,
      isErased: () => false,
    });
    const cycle = createExportCycle({
      api,
      downloader: coursera.createDownloader(client),
      courses,
      folder: downloads,
      ledgerPath,
      clock,
      scheduler,
      logger: silentLogger,
      publish: () => fetcher.runOnce(),
      ...more,
    });
    opened.push(cycle, fetcher);
    return cycle;
  }

  return {
    api,
    clock,
    server,
    log,
    downloads,
    start,
    pass(ms: number): void {
      nowMs += ms;
    },
    today: () => new Date(nowMs).toISOString().slice(0, 10),
    /** Facts about learners that are on the log, each once. */
    facts: () => log.facts().filter((fact) => /ClickObserved|TableRowChanged/.test(fact)),
    /** Puts a day's clicks where Coursera has them: so many rows by each of two learners. */
    async clicks(day: string, rows: number, courseId = 'course-1'): Promise<void> {
      const clicks = Array.from({ length: rows }, (_, n) => clickRow(day, n, courseId));
      const at = join(theirs, courseId);
      mkdirSync(at, { recursive: true });
      await writeClickstream(at, `access-${day}.csv.gz`, clicks);
    },
    /** Puts a snapshot there: so many grades. */
    async tables(grades: number, courseId = 'course-1'): Promise<void> {
      const at = join(theirs, courseId);
      mkdirSync(at, { recursive: true });
      const headings = ['course_id', 'course_item_id', 'p_user_id', 'course_item_grade_overall'];
      const rows = Array.from({ length: grades }, (_, n) => [courseId, `i${n}`, `u${n % 3}`, '0.5']);
      await writeTablesZip(at, `tables_${nowMs}.zip`, { course_item_grades: csv([headings, ...rows]) });
    },
    async close(): Promise<void> {
      for (const each of opened.toReversed()) await each.close();
      await server.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function clickRow(day: string, n: number, courseId: string): string[] {
  const second = String(n % 60).padStart(2, '0');
  const url = `https://www.coursera.org/learn/slug-1/lecture/i${n}`;
  const fields = [`u${n % 2}`, 'c', `${day} 10:00:${second}.000`, 'ip', 'agent', url, '', 'en', courseId];
  return [...fields, 'NL', 'ZH', '', 'os', 'browser', 'pageview', '{}'];
}
