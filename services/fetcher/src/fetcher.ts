import { pauseFor, retry, systemScheduler, unlessAborted } from '@learning-tracker/runtime';
import { acceptHeld } from './accept-held.ts';
import { createInlineReader } from './clicks/reading/inline-reader.ts';
import { eraseListedFromLedger, reclaimLedger } from './ledger/erase-learner.ts';
import { openLedger } from './ledger/index.ts';
import type { Fetcher, FetcherDeps, FetchReport, FileStatus, RunOptions, WatchOptions } from './model.ts';
import { createCourseRoutes } from './routing/course-routes.ts';
import { fileStatusOf } from './run/file-status.ts';
import { run } from './run/run.ts';
import { RunStopped, type Work } from './run/work.ts';

const CHUNK_ROWS = 5000;

/** Opens the ledger at once; takes no file before `runOnce` or `watch`. Throws `FETCH_LEDGER_UNKNOWN`. */
export function createFetcher(deps: FetcherDeps): Fetcher {
  const ledger = openLedger(deps.ledgerPath);
  const clicks = deps.clicks ?? createInlineReader(deps);
  let stopping = new AbortController();
  let running: Promise<unknown> = Promise.resolve();
  let watching: Promise<void> | null = null;
  let unready: readonly FileStatus[] = [];
  /** Digests of the erasure list by which the ledger was last looked through. */
  let lookedThrough = 0;

  /** Before anything is published of what the ledger holds. */
  function eraseListed(): void {
    const known = deps.erasuresKnown?.() ?? 0;
    if (known === lookedThrough) return;
    const rows = eraseListedFromLedger(deps.ledgerPath, deps.isErased);
    if (rows > 0) {
      reclaimLedger(deps.ledgerPath);
      deps.logger.info({ rows }, 'rows of those who are to be forgotten left the ledger');
    }
    lookedThrough = known;
  }

  async function runNow(options: RunOptions, signal: AbortSignal): Promise<FetchReport> {
    const progress = { file: '', rowsPublished: 0, filesDone: 0, filesTotal: 0, bytesDone: 0 };
    const checkMayGoOn = () => {
      if (signal.aborted || deps.mayWork?.() === false) throw new RunStopped();
    };
    const work: Work = {
      deps,
      ledger,
      routes: createCourseRoutes(deps.courses, ledger.courses),
      clicks,
      chunkRows: deps.chunkRows ?? CHUNK_ROWS,
      step(name) {
        checkMayGoOn();
        deps.onStep?.(name);
      },
      async append(records) {
        if (records.length === 0) return;
        checkMayGoOn();
        try {
          // What a log that is away may or may not have taken is published again by the next run.
          await unlessAborted(deps.log.append(records), signal);
        } catch (error) {
          throw signal.aborted ? new RunStopped() : error;
        }
        progress.rowsPublished += records.length;
        deps.onProgress?.({ ...progress });
      },
    };
    if (deps.mayWork?.() !== false) eraseListed();
    return run(work, {
      options,
      unreadyBefore: unready,
      onUnready: (files) => {
        unready = files;
      },
      onFile: (source, done, total) => {
        Object.assign(progress, {
          file: source.name,
          filesDone: done.files,
          bytesDone: done.bytes,
          filesTotal: total,
        });
        deps.onProgress?.({ ...progress });
      },
    });
  }

  /** Runs never overlap: a second one begins when the first has ended. */
  function runOnce(options: RunOptions = {}): Promise<FetchReport> {
    const { signal } = stopping;
    const begin = () => runNow(options, signal);
    const next = running.then(begin, begin);
    running = next.catch(() => {});
    return next;
  }

  async function watchUntil(signal: AbortSignal, options: WatchOptions): Promise<void> {
    const timers = options.scheduler === undefined ? {} : { scheduler: options.scheduler };
    let endWait: (() => void) | undefined;
    try {
      while (!signal.aborted) {
        const report = await retry(() => runOnce({ patient: true }), {
          signal,
          ...timers,
          onPause: ({ error, pauseMs }) => {
            deps.logger.error({ error, pauseMs }, 'fetching failed; it goes on after a pause');
            endWait ??= deps.waits?.begin('publish: the last run failed');
          },
        });
        endWait?.();
        endWait = undefined;
        options.onReport?.(report);
        await pauseFor(options.intervalMs, options.scheduler ?? systemScheduler, signal);
      }
    } catch (error) {
      if (!signal.aborted) throw error;
    } finally {
      endWait?.();
    }
  }

  async function stop(): Promise<void> {
    stopping.abort();
    await running;
    await watching;
    stopping = new AbortController();
  }

  return {
    runOnce,
    watch(options) {
      watching ??= watchUntil(stopping.signal, options).finally(() => {
        watching = null;
      });
      return watching;
    },
    stop,
    async accept(file) {
      acceptHeld(ledger, file);
    },
    status: () => ({
      files: [...ledger.files.all().map((file) => fileStatusOf(ledger, file)), ...unready],
    }),
    async close() {
      await stop();
      ledger.close();
    },
  };
}
