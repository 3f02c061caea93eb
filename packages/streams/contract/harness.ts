import { randomUUID } from 'node:crypto';
import type {
  BatchControl,
  EventLog,
  LogRecord,
  RecordBatch,
  SubscribeOptions,
  Subscription,
  TopicPartition,
} from '../src/port.ts';

/** One log that several clients can open. */
export interface LogHarness {
  /** Another client of the same log; the suite closes it. */
  open(): Promise<EventLog>;
  /** After the suite has closed all clients. */
  dispose(): Promise<void>;
}

/** Names that no other test uses: a shared server keeps topics and groups of earlier runs. */
export function uniqueName(prefix: string): string {
  return `${prefix}-${randomUUID()}`;
}

export function bytesOf(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

export function textOf(record: LogRecord): string {
  return new TextDecoder().decode(record.value);
}

export function placeOf({ topic, partition }: TopicPartition): string {
  return `${topic}/${partition}`;
}

/** Appends texts to one partition, in order. */
export async function appendTexts(
  log: EventLog,
  at: TopicPartition,
  texts: readonly string[],
): Promise<void> {
  await log.append(texts.map((text) => ({ ...at, key: 'k', value: bytesOf(text) })));
}

/** Everything a partition holds. */
export async function readAll(log: EventLog, at: TopicPartition): Promise<readonly LogRecord[]> {
  const bounds = (await log.offsets(at.topic)).find((one) => one.partition === at.partition);
  const records: LogRecord[] = [];
  if (bounds === undefined) return records;
  for await (const batch of log.read({ ...at, from: bounds.begin, to: bounds.end }))
    records.push(...batch.records);
  return records;
}

/** What a member of a group saw. */
export interface Observed {
  readonly subscription: Subscription;
  readonly batches: RecordBatch[];
  readonly failures: unknown[];
  readonly generations: number[];
  /** `topic/partition@offset` of every record delivered, in order. */
  delivered(): readonly string[];
  /** Texts of every record delivered, in order. */
  texts(): readonly string[];
  /** `topic/partition` of the present assignment, sorted. */
  assigned(): readonly string[];
}

export type Handler = (batch: RecordBatch, control: BatchControl) => Promise<void> | void;

/** Processes a batch and says so. */
export const resolveAll: Handler = (batch, control) => {
  control.resolve(endOf(batch));
};

export function endOf(batch: RecordBatch): number {
  return (batch.records.at(-1)?.offset ?? Number.NaN) + 1;
}

/** Subscribes and writes down what happens. */
export async function observe(
  log: EventLog,
  group: string,
  topics: readonly string[],
  handler: Handler = resolveAll,
  limits: Pick<SubscribeOptions, 'maxRecords' | 'maxBytes' | 'maxConcurrentBatches' | 'outOfRange'> = {},
): Promise<Observed> {
  const batches: RecordBatch[] = [];
  const failures: unknown[] = [];
  const generations: number[] = [];
  const subscription = await log.subscribe({
    group,
    topics,
    ...limits,
    onAssignment: (_, generation) => generations.push(generation),
    onFailure: (error) => failures.push(error),
    onBatch: async (batch, control) => {
      batches.push(batch);
      await handler(batch, control);
    },
  });
  return {
    subscription,
    batches,
    failures,
    generations,
    delivered: () =>
      batches.flatMap((batch) => batch.records.map((record) => `${placeOf(batch)}@${record.offset}`)),
    texts: () => batches.flatMap((batch) => batch.records.map(textOf)),
    assigned: () => subscription.assignment().map(placeOf).sort(),
  };
}

/** A promise and the function that settles it. */
export function gate(): { readonly opened: Promise<void>; readonly open: () => void } {
  const { promise, resolve } = Promise.withResolvers<void>();
  return { opened: promise, open: resolve };
}
