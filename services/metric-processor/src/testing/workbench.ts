import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { createManualScheduler, type ManualScheduler, silentLogger } from '@learning-tracker/runtime';
import { type AggregateStore, createEmbeddedStore, type OutcomeCounts } from '@learning-tracker/storage';
import {
  createEmbeddedLog,
  createEmbeddedSchemaRegistry,
  createSerde,
  type DecodedEvent,
  type EventLog,
  type EventName,
  type Events,
  LEARNER_TOPICS,
  type RecordBatch,
  recordKey,
  type Serde,
  TOPICS,
  type TopicPartition,
  topicSpecs,
} from '@learning-tracker/streams';
import { createMetricProcessor, type MetricProcessor, type ProcessorDeps } from '../processor.ts';
import { type AddressedFact, COURSE, recordOf } from './facts.ts';

export const PARTITIONS = 2;
export const CONSUMED = [...LEARNER_TOPICS, TOPICS.courseContent] as const;

/** Log and store in files of their own in a temporary folder, closed and removed by `dispose`. */
export interface Workbench {
  readonly log: EventLog;
  readonly serde: Serde;
  readonly store: AggregateStore;
  /** What the log and the processors take for the present; move it by hand. */
  readonly clock: { at: number; now(): number };
  /** Another log in another file, empty, or another client of the same. */
  openLog(name?: string): Promise<EventLog>;
  /** Another handle of the same store, or of a copy. */
  openStore(name?: string, partitions?: number): AggregateStore;
  /** Copies the store's file as it stands now. */
  copyStore(to: string): void;
  publish(facts: readonly AddressedFact[]): Promise<void>;
  publishCourse<N extends EventName>(name: N, value: Omit<Events[N], 'courseId'>): Promise<void>;
  /** A processor that was started, stopped by `dispose` at the latest. */
  process(overrides?: Partial<ProcessorDeps>): Promise<Running>;
  dispose(): Promise<void>;
}

export interface Running {
  readonly processor: MetricProcessor;
  readonly scheduler: ManualScheduler;
  readonly failures: unknown[];
  /** Records of each commit that had some. */
  readonly commits: number[];
}

export async function createWorkbench(): Promise<Workbench> {
  const folder = mkdtempSync(join(tmpdir(), 'metric-processor-'));
  const clock = { at: 1_700_000_000_000_000, now: () => clock.at };
  const closing: (() => unknown)[] = [];
  const running: MetricProcessor[] = [];
  const registry = createEmbeddedSchemaRegistry({ path: join(folder, 'registry.db') });
  const serde = createSerde({ registry, clock });
  await serde.register();

  async function openLog(name = 'log'): Promise<EventLog> {
    const log = createEmbeddedLog({ path: join(folder, `${name}.db`), clock, pollInterval: 5 });
    closing.push(() => log.close());
    await log.ensureTopics(topicSpecs(PARTITIONS));
    return log;
  }
  function openStore(name = 'store', partitions = PARTITIONS): AggregateStore {
    const store = createEmbeddedStore({ path: join(folder, `${name}.db`), partitions, clock });
    closing.push(() => store.close());
    return store;
  }
  const log = await openLog();
  const store = openStore();

  return {
    log,
    serde,
    store,
    clock,
    openLog,
    openStore,
    copyStore(to) {
      const db = new DatabaseSync(join(folder, 'store.db'));
      db.prepare('VACUUM INTO ?').run(join(folder, `${to}.db`));
      db.close();
    },
    publish: (facts) => log.append(facts.map((fact) => recordOf(serde, fact))),
    async publishCourse(name, value) {
      const bytes = serde.encode(name, { courseId: COURSE, ...value } as Events[typeof name]);
      await log.append([{ topic: TOPICS.courseContent, key: recordKey(COURSE), value: bytes, partition: 0 }]);
    },
    async process(overrides = {}) {
      const scheduler = createManualScheduler();
      const failures: unknown[] = [];
      const commits: number[] = [];
      const processor = createMetricProcessor({
        log,
        store,
        serde,
        clock,
        scheduler,
        logger: silentLogger,
        isErased: () => false,
        onFailure: (error) => failures.push(error),
        onCommit: (_partition, _topic, counts) => commits.push(recordsIn(counts)),
        ...overrides,
      });
      running.push(processor);
      await processor.start();
      return { processor, scheduler, failures, commits };
    },
    async dispose() {
      await Promise.all(running.map((processor) => processor.stop()));
      for (const close of closing) await close();
      registry.close();
      rmSync(folder, { recursive: true });
    },
  };
}

export function recordsIn(counts: OutcomeCounts): number {
  return Object.values(counts).reduce((sum, n) => sum + n, 0);
}

/** Turns of the event loop until `condition` holds; the test's time-out bounds it. */
export async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await condition())) await nextTurn();
}

/** Waits until the store stands at the log's end, on all partitions but those left out. */
export async function untilCaughtUp(
  { log, store }: { readonly log: EventLog; readonly store: AggregateStore },
  without: readonly number[] = [],
): Promise<void> {
  const ends = (await Promise.all(CONSUMED.map((topic) => log.offsets(topic)))).flat();
  await until(async () => {
    const progress = await store.progress();
    return ends.every(({ topic, partition, end }) => {
      const id = topic === TOPICS.courseContent ? 'content' : partition;
      if (without.includes(partition)) return true;
      return (progress.find((entry) => entry.partition === id)?.positions[topic] ?? 0) >= end;
    });
  });
}

/** By `topic/partition`: records counted, and the position. Equal numbers: the books balance. */
export async function books(store: AggregateStore): Promise<Record<string, readonly [number, number]>> {
  const found: Record<string, readonly [number, number]> = {};
  for (const { partition, positions, counts } of await store.progress()) {
    for (const [topic, position] of Object.entries(positions)) {
      const counted = counts[topic];
      found[`${topic}/${partition}`] = [counted === undefined ? 0 : recordsIn(counted), position];
    }
  }
  return found;
}

/** Outcomes over all partitions and topics. */
export async function outcomes(store: AggregateStore): Promise<OutcomeCounts> {
  const total = { applied: 0, unchanged: 0, ignored: 0, deadLettered: 0, erased: 0 };
  for (const { counts } of await store.progress()) {
    for (const counted of Object.values(counts)) {
      total.applied += counted.applied;
      total.unchanged += counted.unchanged;
      total.ignored += counted.ignored;
      total.deadLettered += counted.deadLettered;
      total.erased += counted.erased;
    }
  }
  return total;
}

/** Every batch of a partition from an offset on. */
export async function batchesOf(log: EventLog, at: TopicPartition, from = 0): Promise<RecordBatch[]> {
  const bounds = (await log.offsets(at.topic)).find(({ partition }) => partition === at.partition);
  const batches: RecordBatch[] = [];
  for await (const batch of log.read({ ...at, from, to: bounds?.end ?? 0 })) batches.push(batch);
  return batches;
}

/** Every event of a topic. */
export async function eventsOf(log: EventLog, serde: Serde, topic: string): Promise<DecodedEvent[]> {
  const events: DecodedEvent[] = [];
  for (const { partition } of await log.offsets(topic)) {
    for (const batch of await batchesOf(log, { topic, partition })) {
      await serde.prepare(batch.records);
      events.push(...batch.records.map(({ value }) => serde.decode(value)));
    }
  }
  return events;
}
