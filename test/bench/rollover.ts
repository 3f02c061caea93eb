import { setTimeout as pause } from 'node:timers/promises';
import { createMetricProcessor } from '@learning-tracker/metric-processor';
import { createManualScheduler, silentLogger, systemClock } from '@learning-tracker/runtime';
import { createRedisStore } from '@learning-tracker/storage';
import { partitionOf, recordKey, TOPICS } from '@learning-tracker/streams';
import { createWeeklyRollover } from '@learning-tracker/weekly-rollover';
import { benchRollover, goalOf, SCHEDULE, SUNDAY } from '../../services/weekly-rollover/bench.ts';
import { startRedis } from '../servers/redis.ts';
import { type Bed, type BenchRow, openBed, PARTITIONS } from './harness.ts';

/** Learners may wait no longer for their week, in seconds. */
const LONGEST = 60;
const LEARNERS = 100_000;
const CHUNK = 5_000;
const LOOK_AGAIN_MS = 20;

/** A week opened for 100,000 learners by a service that knows nothing yet: on the log, and as the store shows it. */
export async function benchRolloverRows(): Promise<BenchRow[]> {
  const onLog = await benchRollover(LEARNERS);
  const embedded = await withBed(await openBed(), shownSeconds);
  const redis = await startRedis();
  try {
    const openStore = () =>
      createRedisStore({
        connection: { addresses: [redis] },
        deployment: 'rollover',
        partitions: PARTITIONS,
        partitionOf: ({ courseId, learnerId }) => partitionOf(recordKey(courseId, learnerId), PARTITIONS),
      });
    const inRedis = await withBed(await openBed(openStore), shownSeconds);
    return [
      rowOf('on the log', onLog.seconds, 'the log read from its beginning'),
      rowOf('and shown by the embedded store', embedded, 'to the last commit of a processor beside it'),
      rowOf('and shown by Redis', inRedis, 'to the last commit of a processor beside it'),
    ];
  } finally {
    await redis.destroy();
  }
}

function rowOf(where: string, seconds: number, note: string): BenchRow {
  return {
    what: `weekly rollover, opened ${where}`,
    note: `${LEARNERS.toLocaleString('en-US')} learners in ${seconds.toFixed(1)} s; ${note}; ratio: of ${LONGEST} s`,
    ours: LEARNERS / seconds,
    bare: null,
    unit: 'learners/s',
    ratio: seconds / LONGEST,
    goal: 1,
    atMost: true,
  };
}

async function withBed<T>(bed: Bed, work: (bed: Bed) => Promise<T>): Promise<T> {
  try {
    return await work(bed);
  } finally {
    await bed.close();
  }
}

/** From the start of a service that knows nothing to the week of the last learner in the store. */
async function shownSeconds(bed: Bed): Promise<number> {
  await appendGoals(bed);
  const common = { ...bed, logger: silentLogger, isErased: () => false, onFailure: fail };
  const processor = createMetricProcessor({ ...common, clock: systemClock });
  const rollover = createWeeklyRollover({
    ...common,
    clock: { now: () => SUNDAY },
    courses: { course: async () => SCHEDULE },
    scheduler: createManualScheduler(),
  });
  try {
    await processor.start();
    await stored(bed);
    const began = performance.now();
    await rollover.start();
    for (let opened = 0; opened < LEARNERS; await pause(1)) opened += await rollover.look();
    await stored(bed);
    return (performance.now() - began) / 1000;
  } finally {
    await rollover.stop();
    await processor.stop();
  }
}

async function appendGoals({ log, serde }: Bed): Promise<void> {
  for (let from = 0; from < LEARNERS; from += CHUNK) {
    const events = Array.from({ length: CHUNK }, (_, n) => goalOf(from + n));
    await log.append(
      events.map((event) => ({
        topic: TOPICS.learnerSettings,
        key: recordKey(event.courseId, event.dashboardId),
        value: serde.encode('LearnerSettingsChanged', event),
      })),
    );
  }
}

/** Until the store has taken all that the log holds. */
async function stored({ log, store }: Bed): Promise<void> {
  const topic = TOPICS.learnerSettings;
  const ends = await log.offsets(topic);
  const end = ends.reduce((sum, one) => sum + one.end, 0);
  for (;;) {
    const progress = await store.progress();
    if (progress.reduce((sum, { positions }) => sum + (positions[topic] ?? 0), 0) >= end) return;
    await pause(LOOK_AGAIN_MS);
  }
}

function fail(error: unknown): void {
  throw error;
}
