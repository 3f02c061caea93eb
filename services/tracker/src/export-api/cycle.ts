import { createDownloader } from '@learning-tracker/coursera';
import {
  createExportCycle,
  DEFAULT_CYCLE_OPTIONS,
  type ExportCycle,
  type ExportCycleOptions,
} from '@learning-tracker/fetcher';
import { type CourseConfig, type Logger, systemClock, systemScheduler } from '@learning-tracker/runtime';
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
}

/** The daily cycle that feeds an engine. */
export function createEngineCycle(options: EngineCycleOptions): ExportCycle {
  const { engine, courses, dataPath, folder, logger, env, args, signal } = options;
  return createExportCycle({
    api: exportApiOf(env, signal),
    downloader: createDownloader({ clock: systemClock, signal }),
    courses,
    folder,
    ledgerPath: dataPath,
    clock: systemClock,
    scheduler: systemScheduler,
    logger,
    publish: () => engine.fetcher.runOnce(),
    options: cycleOptions(args),
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
