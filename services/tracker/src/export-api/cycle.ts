import { createDownloader } from '@learning-tracker/coursera';
import {
  countCycle,
  countRequests,
  createExportCycle,
  DEFAULT_CYCLE_OPTIONS,
  type DownloadNews,
  type ExportCycle,
  type ExportCycleOptions,
} from '@learning-tracker/fetcher';
import {
  type Clock,
  type CourseConfig,
  type Logger,
  systemClock,
  systemScheduler,
  type Telemetry,
} from '@learning-tracker/runtime';
import type { Engine } from '../engine/engine.ts';
import { exportApiOf } from './connection.ts';

/** What the command line says about the daily cycle; only what was given. */
export interface CycleArguments {
  /** Milliseconds. */
  readonly patience?: number;
  /** Milliseconds. */
  readonly poll?: number;
  readonly maxOpenJobs?: number;
  readonly maxAttempts?: number;
  readonly purpose?: string;
  readonly deletePublished?: boolean;
}

export interface EngineCycleOptions {
  readonly engine: Engine;
  readonly courses: readonly CourseConfig[];
  readonly dataPath: string;
  /** Where downloads go; the folder that the engine takes its exports from. */
  readonly folder: string;
  readonly logger: Logger;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly args: CycleArguments;
  /** Ends requests and downloads. */
  readonly signal: AbortSignal;
  readonly telemetry?: Telemetry;
  /** Tells the days (default: the machine's). */
  readonly clock?: Clock;
  /** Told as often as bytes come. */
  readonly onDownload?: (news: DownloadNews) => void;
}

/** The daily cycle that feeds an engine. */
export function createEngineCycle(options: EngineCycleOptions): ExportCycle {
  const {
    engine,
    courses,
    dataPath,
    folder,
    logger,
    env,
    args,
    signal,
    telemetry,
    clock = systemClock,
  } = options;
  const counting = telemetry === undefined ? null : countCycle(telemetry);
  return createExportCycle({
    api: exportApiOf(env, { signal, ...(telemetry === undefined ? {} : countRequests(telemetry)) }),
    downloader: createDownloader({ clock: systemClock, signal }),
    courses,
    folder,
    ledgerPath: dataPath,
    clock,
    scheduler: systemScheduler,
    logger,
    publish: () => engine.fetcher.runOnce(),
    options: cycleOptions(args),
    onJob: (kind, outcome) => counting?.onJob(kind, outcome),
    onDownload(news) {
      counting?.onDownload(news);
      options.onDownload?.(news);
    },
  });
}

function cycleOptions(args: CycleArguments): Partial<ExportCycleOptions> {
  const { patience, poll, maxOpenJobs, maxAttempts, purpose, deletePublished } = args;
  return {
    ...(patience === undefined ? {} : { runPatienceMs: patience }),
    ...(poll === undefined
      ? {}
      : { firstPollMs: poll, longestPollMs: Math.max(poll, DEFAULT_CYCLE_OPTIONS.longestPollMs) }),
    ...(maxOpenJobs === undefined ? {} : { maxOpenJobs }),
    ...(maxAttempts === undefined ? {} : { maxAttempts }),
    ...(purpose === undefined ? {} : { purpose }),
    ...(deletePublished === undefined ? {} : { deletePublished }),
  };
}
