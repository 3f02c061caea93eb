import { mkdir } from 'node:fs/promises';
import { acceptHeldSnapshot, readOrderStatus } from '@learning-tracker/fetcher';
import { createCalibrateIfDue } from '@learning-tracker/metric-processor';
import { type Logger, TrackerError } from '@learning-tracker/runtime';
import { readCourses } from '../cli/options.ts';
import { startEngine } from '../engine/engine.ts';
import { TRACKER_ERRORS } from '../errors.ts';
import { type CycleArguments, createEngineCycle } from '../export-api/cycle.ts';
import { createDownloadProgress } from '../output/download-progress.ts';
import { orderTable } from '../output/order-table.ts';
import { requireDataFile } from './open-data.ts';

export interface FetchOptions extends CycleArguments {
  readonly data: string;
  readonly once?: boolean;
  readonly config?: string;
  readonly exports?: string;
  readonly accept?: string;
  readonly json?: boolean;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** One of three: `status`, `--accept FILE`, `--once`. @returns the exit code */
export async function fetchExports(
  what: string | undefined,
  options: FetchOptions,
  logger: Logger,
  env: Environment,
): Promise<number> {
  const { accept, once, config, exports: folder } = options;
  if (what === 'status' && accept === undefined && once !== true) return fetchStatus(options);
  if (what === undefined && accept !== undefined && once !== true) return fetchAccept(accept, options);
  if (what === undefined && accept === undefined && once === true) {
    if (config !== undefined && folder !== undefined) return fetchOnce(config, folder, options, logger, env);
  }
  throw new TrackerError(
    'USAGE',
    'give status, --accept FILE, or --once with --config and --exports',
    TRACKER_ERRORS.USAGE,
  );
}

/** Lets a held snapshot through; the run on that file takes it at its next look. */
function fetchAccept(file: string, { data }: FetchOptions): number {
  requireDataFile(data);
  acceptHeldSnapshot(data, file);
  process.stderr.write(`${file} is accepted and will be published at the next look\n`);
  return 0;
}

function fetchStatus({ data, json }: FetchOptions): number {
  requireDataFile(data);
  const orders = readOrderStatus(data);
  process.stdout.write(`${json === true ? JSON.stringify(orders, null, 2) : orderTable(orders)}\n`);
  return 0;
}

/** Fetches what today still lacks and takes it into the store. */
async function fetchOnce(
  config: string,
  folder: string,
  options: FetchOptions,
  logger: Logger,
  env: Environment,
): Promise<number> {
  const courses = await readCourses(config);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const stopping = new AbortController();
  const stop = () => stopping.abort(new Error('interrupted; what was begun is finished by the next run'));
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);
  const engine = await startEngine({ dataPath: options.data, courses, exportsFolder: folder, logger });
  const { signal } = stopping;
  const progress = createDownloadProgress();
  const cycle = createEngineCycle({
    onDownload: progress.tell,
    engine,
    courses,
    dataPath: options.data,
    folder,
    logger,
    env,
    args: options,
    signal,
  });
  try {
    const { open, failed } = await cycle.runOnce(signal);
    progress.stop();
    await engine.caughtUp();
    await createCalibrateIfDue({ ...engine, failures: () => engine.processor.failures(), logger, signal })();
    await engine.caughtUp();
    process.stderr.write(
      `${cycle.status().length} exports ordered so far, ${open} still open, ${failed} failed; tracker fetch status tells more\n`,
    );
    return 0;
  } finally {
    progress.stop();
    cycle.close();
    await engine.stop();
    process.off('SIGINT', stop);
    process.off('SIGTERM', stop);
  }
}
