import * as coursera from '@learning-tracker/coursera';
import { type Deployment, keepRefreshed, openEmbedded } from '@learning-tracker/deployment';
import {
  type ClickReaderOptions,
  createClickReader,
  createFetcher,
  createFolderSource,
  type Fetcher,
  type FetchProgress,
} from '@learning-tracker/fetcher';
import {
  type CohortSnapshots,
  createCohortSnapshots,
  createDailyCalibration,
  createMetricProcessor,
  type DailyCalibration,
  type MetricProcessor,
} from '@learning-tracker/metric-processor';
import type { Micros } from '@learning-tracker/metrics';
import {
  type Clock,
  type CourseConfig,
  type Logger,
  pauseFor,
  systemClock,
  systemScheduler,
  type Telemetry,
  TrackerError,
} from '@learning-tracker/runtime';
import {
  type AggregateStore,
  type CourseReader,
  createCourseReader,
  type SealedRows,
} from '@learning-tracker/storage';
import { type EventLog, LEARNER_TOPICS, type Serde, TOPICS } from '@learning-tracker/streams';
import {
  createSettingsExpiry,
  createWeeklyRollover,
  UNNAMED_DAYS,
  type WeeklyRollover,
} from '@learning-tracker/weekly-rollover';
import { TRACKER_ERRORS } from '../errors.ts';

const LOOK_AGAIN_MS = 250;

export interface EngineOptions {
  /** The one file: log, schemas, store, ledger and erasure list. */
  readonly dataPath: string;
  readonly courses: readonly CourseConfig[];
  readonly exportsFolder: string;
  readonly logger: Logger;
  readonly telemetry?: Telemetry;
  readonly clock?: Clock;
  /** Drop facts later than this before they are applied. */
  readonly asOf?: Micros | undefined;
  /** What an export file may unpack to. */
  readonly limits?: Partial<coursera.ZipLimits>;
  /** Threads that read clickstream files (default: by the number of cores). */
  readonly workers?: ClickReaderOptions['workers'];
  readonly onFetchProgress?: (progress: FetchProgress) => void;
}

/** All services of one process on one file. */
export interface Engine {
  readonly dataPath: string;
  readonly deployment: Deployment;
  readonly log: EventLog;
  readonly serde: Serde;
  readonly store: AggregateStore;
  readonly sealedRows: SealedRows;
  readonly courses: CourseReader;
  readonly fetcher: Fetcher;
  readonly processor: MetricProcessor;
  readonly calibration: DailyCalibration;
  readonly cohorts: CohortSnapshots;
  /** Left to the caller to start, too. */
  readonly rollover: WeeklyRollover;
  /** Resolves when the store stands at the end the log has at that moment, however long that takes. */
  caughtUp(): Promise<void>;
  stop(): Promise<void>;
}

/** Opens the file and starts consuming; the fetcher is left to the caller. */
export async function startEngine(options: EngineOptions): Promise<Engine> {
  const { dataPath: path, courses, logger, clock = systemClock } = options;
  const deployment = await openEmbedded(path, { clock });
  const { log, store, serde, sealedRows } = deployment;
  const { isErased, refresh: refreshErasures } = deployment.erasures;
  // `tracker forget` may run beside this process.
  const stopRefreshing = keepRefreshed(deployment.erasures, { logger, scheduler: systemScheduler });
  const waiters = new Set<() => void>();
  let failure: unknown = null;
  const wake = () => {
    for (const waiter of waiters) waiter();
  };

  const fail = (error: unknown, message: string) => {
    failure = error;
    logger.error({ error }, message);
    wake();
  };

  const clicks = createClickReader({ serde, readers: coursera, workers: options.workers });
  const fetcher = createFetcher({
    log,
    serde,
    ledgerPath: path,
    source: createFolderSource(options.exportsFolder),
    readers: coursera,
    clicks,
    courses,
    clock,
    logger,
    isErased: (courseId, learnerId) => isErased({ courseId, learnerId }),
    erasuresKnown: deployment.erasures.size,
    ...(options.limits === undefined ? {} : { limits: options.limits }),
    ...(options.onFetchProgress === undefined ? {} : { onProgress: options.onFetchProgress }),
  });
  const processor = createMetricProcessor({
    log,
    store,
    serde,
    clock,
    logger,
    isErased,
    refreshErasures,
    telemetry: options.telemetry,
    asOf: options.asOf,
    // The embedded store is never waited for, so batches side by side would only hold more memory.
    limits: { maxConcurrentBatches: 1 },
    onCommit: wake,
    onFailure: (error) => fail(error, 'processing stopped'),
  });
  const courseReader = createCourseReader(store);
  const rollover = createWeeklyRollover({
    log,
    serde,
    courses: courseReader,
    expiry: createSettingsExpiry({ store, courses: courseReader, sealedRows, days: UNNAMED_DAYS }),
    clock,
    logger,
    isErased,
    telemetry: options.telemetry,
    onFailure: (error) => fail(error, 'the weekly rollover stopped'),
  });
  const calibration = createDailyCalibration({ store, log, serde, clock, logger, isErased });
  const cohorts = createCohortSnapshots({ store, serde, logger, isErased });
  await processor.start();

  return {
    dataPath: path,
    deployment,
    log,
    serde,
    store,
    sealedRows,
    courses: courseReader,
    fetcher,
    processor,
    calibration,
    cohorts,
    rollover,
    caughtUp,
    async stop() {
      stopRefreshing();
      await fetcher.close();
      await clicks.close();
      await rollover.stop();
      await processor.stop();
      await deployment.close();
    },
  };

  async function caughtUp(): Promise<void> {
    const ends = await logEnds(log);
    for (;;) {
      const committed = nextCommit();
      checkHealth();
      if (await hasReached(store, ends)) return;
      // A partition that stops by itself commits nothing, so its failure must be looked for.
      const looking = new AbortController();
      await Promise.race([committed, pauseFor(LOOK_AGAIN_MS, systemScheduler, looking.signal)]);
      looking.abort();
    }
  }

  function nextCommit(): Promise<void> {
    return new Promise((resolve) => {
      const waiter = () => {
        waiters.delete(waiter);
        resolve();
      };
      waiters.add(waiter);
    });
  }

  function checkHealth(): void {
    const [reason] = processor.failures();
    if (failure === null && reason === undefined) return;
    const message = reason ?? (failure instanceof Error ? failure.message : String(failure));
    throw new TrackerError('PROCESSING_STOPPED', message, TRACKER_ERRORS.PROCESSING_STOPPED, failure);
  }
}

interface LogEnd {
  readonly id: number | 'content';
  readonly topic: string;
  readonly end: number;
}

async function logEnds(log: EventLog): Promise<readonly LogEnd[]> {
  const topics = [...LEARNER_TOPICS, TOPICS.courseContent];
  const offsets = await Promise.all(topics.map((topic) => log.offsets(topic)));
  return offsets.flat().map(({ topic, partition, end }) => ({
    id: topic === TOPICS.courseContent ? ('content' as const) : partition,
    topic,
    end,
  }));
}

async function hasReached(store: AggregateStore, ends: readonly LogEnd[]): Promise<boolean> {
  const progress = new Map((await store.progress()).map((entry) => [entry.partition, entry.positions]));
  return ends.every(({ id, topic, end }) => (progress.get(id)?.[topic] ?? 0) >= end);
}
