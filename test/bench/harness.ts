import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createMetricProcessor, type ProcessorLimits } from '@learning-tracker/metric-processor';
import { silentLogger, systemClock } from '@learning-tracker/runtime';
import { type AggregateStore, createEmbeddedStore } from '@learning-tracker/storage';
import {
  createEmbeddedLog,
  createEmbeddedSchemaRegistry,
  createSerde,
  type EventLog,
  type Serde,
  topicSpecs,
} from '@learning-tracker/streams';

/** One line of the table: our figure, the bare limit measured in the same run, and the ratio. */
export interface BenchRow {
  readonly what: string;
  readonly ours: number;
  readonly bare: number | null;
  readonly unit: string;
  /** Least (or, with `atMost`, greatest) ratio asked for. */
  readonly goal?: number;
  readonly atMost?: boolean;
  readonly ratio?: number;
  readonly note?: string;
}

/** What clicks are appended to. */
export interface LogBed {
  readonly log: EventLog;
  readonly serde: Serde;
}

/** Log, serde and store on one temporary file, as in an embedded deployment. */
export interface Bed extends LogBed {
  readonly path: string;
  readonly store: AggregateStore;
  close(): Promise<void>;
}

export const PARTITIONS = 4;

/** @param openStore another store than the one in the same file */
export async function openBed(
  openStore: () => Promise<AggregateStore> | null = () => null,
  partitions = PARTITIONS,
): Promise<Bed> {
  const folder = await mkdtemp(join(tmpdir(), 'learning-tracker-bench-'));
  const path = join(folder, 'data.sqlite');
  const log = createEmbeddedLog({ path, clock: systemClock });
  const registry = createEmbeddedSchemaRegistry({ path });
  const serde = createSerde({ registry, clock: systemClock });
  const store = (await openStore()) ?? createEmbeddedStore({ path, partitions });
  await log.ensureTopics(topicSpecs(partitions));
  await serde.register();
  return {
    path,
    log,
    serde,
    store,
    async close() {
      await log.close();
      registry.close();
      await store.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Processes what the log holds from the store's positions to its present end. @returns records and seconds */
export async function processAll(
  bed: Bed,
  onCommitted: (records: number) => void = () => {},
  limits: Partial<ProcessorLimits> = {},
): Promise<{ records: number; seconds: number }> {
  const wanted = (await bed.log.offsets('clickstream-events')).reduce((sum, { end }) => sum + end, 0);
  const progress = await bed.store.progress();
  const done = progress.reduce((sum, { positions }) => sum + (positions['clickstream-events'] ?? 0), 0);
  let records = done;
  const began = performance.now();
  await new Promise<void>((resolve, reject) => {
    const processor = createMetricProcessor({
      ...bed,
      clock: systemClock,
      logger: silentLogger,
      isErased: () => false,
      onFailure: reject,
      limits: { maxConcurrentBatches: 1, ...limits },
      onCommit: (_partition, _topic, counts) => {
        records += Object.values(counts).reduce((sum, count) => sum + count, 0);
        onCommitted(records);
        if (records >= wanted) void processor.stop().then(resolve, reject);
      },
    });
    void processor.start().catch(reject);
  });
  return { records: records - done, seconds: (performance.now() - began) / 1000 };
}
