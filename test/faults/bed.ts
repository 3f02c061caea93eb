import { randomUUID } from 'node:crypto';
import { silentLogger, systemClock } from '@learning-tracker/runtime';
import {
  createRedisStore,
  type OutcomeCounts,
  type PartitionProgress,
  type RedisAddress,
} from '@learning-tracker/storage';
import {
  createConfluentRegistry,
  createKafkaLog,
  createSerde,
  type EventLog,
  type ProducedRecord,
  partitionOf,
  recordKey,
  topicSpecs,
} from '@learning-tracker/streams';
import { until } from '@learning-tracker/streams/contract';
import kafkajs from 'kafkajs';
import { type RedisServer, startRedis } from '../servers/redis.ts';
import { firstWrongLetter } from './dead-letters.ts';
import { CONSUMED, encoded, type Input, type InputRecord, PARTITIONS } from './input.ts';
import type { Fault, ProcessorOptions } from './messages.ts';
import { type Poison, poisonFor } from './poison.ts';
import { createProcessors, type RunningProcessor } from './processors.ts';
import { renamedLog } from './renamed-log.ts';
import { firstDifference, firstImbalance, snapshotOf } from './snapshot.ts';

export interface BedOptions {
  readonly brokers: readonly string[];
  readonly registryUrl: string;
  readonly input: Input;
  readonly settings?: Partial<Settings>;
}

type Settings = Pick<ProcessorOptions, 'sessionTimeoutMs' | 'beatMs' | 'maxRecords' | 'maxChangedParts'>;

/** Small slices, so that there is much to be interrupted; members die within a second. */
const SETTINGS: Settings = { sessionTimeoutMs: 1_000, beatMs: 300, maxRecords: 150, maxChangedParts: 40 };
/** Without any progress; generous, since other tests may share the machine. */
const STALLED_AFTER_MS = 120_000;

/** Topics, group and Redis of one run: an input goes in, and what processors make of it is compared at the end. */
export interface Bed {
  readonly log: EventLog;
  readonly redis: RedisServer;
  /** The input as it is published, unusable records of every kind strewn in. */
  readonly records: readonly ProducedRecord[];
  readonly poison: readonly Poison[];
  encoded(record: InputRecord): ProducedRecord;
  start(options?: { fault?: Fault; redis?: RedisAddress; registryUrl?: string }): RunningProcessor;
  append(records: readonly ProducedRecord[]): Promise<void>;
  /** How many records the store has taken; null while it does not answer. */
  processed(): Promise<number | null>;
  /** How many records the store is behind the log; null while one of them does not answer. */
  lag(): Promise<number | null>;
  /** The same by the group's offsets, as lag tools tell it. */
  groupLag(): Promise<number>;
  /** How many records had which outcome so far. */
  outcomes(): Promise<OutcomeCounts>;
  /** @param signal ends the waiting early, without an error */
  untilCaughtUp(signal?: AbortSignal): Promise<void>;
  /** What differs from the embedded engine, in states, books or dead letters; null where nothing does. */
  difference(): Promise<string | null>;
  close(): Promise<void>;
}

export async function openBed({ brokers, registryUrl, input, settings = {} }: BedOptions): Promise<Bed> {
  const name = `faults-${randomUUID()}`;
  const kafka = createKafkaLog({ brokers, clientId: 'faults', logger: silentLogger });
  const log = renamedLog(kafka, name);
  const processors = createProcessors();
  const closing: (() => Promise<void>)[] = [() => deleteTopics(brokers, name), kafka.close];
  try {
    return await open();
  } catch (error) {
    await close();
    throw error;
  }

  async function close(): Promise<void> {
    await processors.dispose();
    for (const one of closing.splice(0).reverse()) await one();
  }

  async function open(): Promise<Bed> {
    const serde = createSerde({
      registry: createConfluentRegistry({ url: registryUrl }),
      clock: systemClock,
    });
    await Promise.all([serde.register(), log.ensureTopics(topicSpecs(PARTITIONS))]);
    const redis = await startRedis();
    closing.push(redis.destroy);
    const store = await createRedisStore({
      connection: { addresses: [redis] },
      deployment: name,
      partitions: PARTITIONS,
      partitionOf: ({ courseId, learnerId }) => partitionOf(recordKey(courseId, learnerId), PARTITIONS),
    });
    closing.push(store.close);
    const poison = poisonFor(serde, input);
    const encode = (record: InputRecord): ProducedRecord => encoded(serde, record);
    const records = strewn(
      input.records.map(encode),
      poison.map(({ record }) => record),
    );
    async function untilCaughtUp(signal?: AbortSignal): Promise<void> {
      let [last, since]: [number | null, number] = [null, performance.now()];
      await until(
        'the store stands at the end of the log',
        async () => {
          const now = await processed();
          if (now !== last) [last, since] = [now, performance.now()];
          if (performance.now() - since > STALLED_AFTER_MS)
            throw new Error(`no progress since ${last} records`);
          return signal?.aborted === true || (await lag()) === 0;
        },
        Number.POSITIVE_INFINITY,
      );
    }
    const processed = () => orNull(async () => sumOf(await store.progress()));
    const lag = () =>
      orNull(async () => {
        const positions = sumOf(await store.progress());
        return [...(await ends()).values()].reduce((sum, end) => sum + end, 0) - positions;
      });
    return {
      log,
      redis,
      records,
      poison,
      encoded: encode,
      start: ({ fault, redis: server = redis, registryUrl: url = registryUrl } = {}) =>
        processors.start({
          ...SETTINGS,
          ...settings,
          name,
          brokers: [...brokers],
          registryUrl: url,
          redis: { host: server.host, port: server.port },
          partitions: PARTITIONS,
          fault: fault ?? null,
        }),
      append: log.append,
      processed,
      lag,
      groupLag,
      outcomes: async () => outcomesOf(await store.progress()),
      untilCaughtUp,
      difference: async () =>
        firstDifference(await snapshotOf(store, input.ids), input.wanted) ??
        firstImbalance(await store.progress(), await ends()) ??
        (await firstWrongLetter(log, serde, poison)),
      close,
    };
  }

  async function ends(): Promise<ReadonlyMap<string, number>> {
    const offsets = await Promise.all(CONSUMED.map((topic) => log.offsets(topic)));
    return new Map(offsets.flat().map(({ topic, partition, end }) => [`${topic}/${partition}`, end]));
  }

  async function groupLag(): Promise<number> {
    const offsets = await log.groupOffsets(name);
    const group = new Map(offsets.map(({ topic, partition, offset }) => [`${topic}/${partition}`, offset]));
    return [...(await ends())].reduce((sum, [place, end]) => sum + end - (group.get(place) ?? 0), 0);
  }
}

function sumOf(progress: readonly PartitionProgress[]): number {
  return progress
    .flatMap(({ positions }) => Object.values(positions))
    .reduce((sum, position) => sum + position, 0);
}

function outcomesOf(progress: readonly PartitionProgress[]): OutcomeCounts {
  const total = { applied: 0, unchanged: 0, ignored: 0, deadLettered: 0, erased: 0 };
  for (const counts of progress.flatMap((entry) => Object.values(entry.counts))) {
    total.applied += counts.applied;
    total.unchanged += counts.unchanged;
    total.ignored += counts.ignored;
    total.deadLettered += counts.deadLettered;
    total.erased += counts.erased;
  }
  return total;
}

/** For what is asked again until it answers. */
async function orNull<T>(ask: () => Promise<T>): Promise<T | null> {
  try {
    return await ask();
  } catch {
    return null;
  }
}

/** Puts some records among many, evenly. */
function strewn<T>(many: readonly T[], some: readonly T[]): readonly T[] {
  const every = Math.ceil(many.length / (some.length + 1));
  return [
    ...some.flatMap((one, n) => [...many.slice(n * every, (n + 1) * every), one]),
    ...many.slice(some.length * every),
  ];
}

/** A shared broker should not fill up with the partitions of a thousand runs; one that is away takes its own along. */
async function deleteTopics(brokers: readonly string[], prefix: string): Promise<void> {
  const admin = new kafkajs.Kafka({ brokers: [...brokers], logLevel: kafkajs.logLevel.NOTHING }).admin();
  try {
    await admin.connect();
    const topics = (await admin.listTopics()).filter((topic) => topic.startsWith(`${prefix}.`));
    if (topics.length > 0) await admin.deleteTopics({ topics });
  } catch {
    // What a test found out matters more than that its topics stay.
  } finally {
    await admin.disconnect();
  }
}
