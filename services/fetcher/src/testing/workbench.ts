import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type CourseConfig, courseConfigSchema, silentLogger } from '@learning-tracker/runtime';
import { createFetcher } from '../fetcher.ts';
import type { Fetcher, FetcherDeps } from '../model.ts';
import { createFakeExports } from './fake-exports.ts';
import { createMemoryLog, jsonSerde } from './memory-log.ts';

export function course(fields: Record<string, unknown> = {}): CourseConfig {
  return courseConfigSchema.parse({ courseId: 'course-1', slug: 'slug-1', ...fields });
}

/** A fetcher over exports, log and clock in memory, with its ledger in a folder that `close` removes. */
export function createWorkbench(deps: Partial<FetcherDeps> = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'fetcher-'));
  const exports = createFakeExports();
  const log = createMemoryLog();
  const fetchers: Fetcher[] = [];
  let now = 1_000_000;

  /** Another process with the same ledger, log and exports. */
  function start(more: Partial<FetcherDeps> = {}): Fetcher {
    const fetcher = createFetcher({
      log,
      serde: jsonSerde,
      ledgerPath: join(folder, 'ledger.sqlite'),
      source: exports.source,
      readers: exports.readers,
      courses: [course()],
      clock: { now: () => now++ },
      logger: silentLogger,
      isErased: () => false,
      chunkRows: 2,
      ...deps,
      ...more,
    });
    fetchers.push(fetcher);
    return fetcher;
  }

  return {
    exports,
    log,
    start,
    folder,
    /** Values of one event, in the order of the log. */
    events: (event: string) =>
      log
        .published()
        .filter((record) => record.event === event)
        .map(({ value }) => value),
    async close() {
      for (const fetcher of fetchers) await fetcher.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

export type Workbench = ReturnType<typeof createWorkbench>;
