import type { Micros } from '@learning-tracker/metrics';

/** A topic and how many partitions it has; a partition count never changes in place. */
export interface TopicSpec {
  readonly name: string;
  readonly partitions: number;
}

export interface TopicPartition {
  readonly topic: string;
  readonly partition: number;
}

/** Without `partition`, murmur2 of the UTF-8 key decides, as in Kafka's default partitioner. */
export interface ProducedRecord {
  readonly topic: string;
  readonly key: string;
  readonly value: Uint8Array;
  readonly partition?: number;
}

export interface LogRecord {
  readonly offset: number;
  /** Set by the log when the record was appended. */
  readonly appendedAt: Micros;
  readonly key: string;
  readonly value: Uint8Array;
}

/** Whether a record is what was left of one when its learner was erased: its offset, without key and value. */
export function isErasedRecord({ key, value }: Pick<LogRecord, 'key' | 'value'>): boolean {
  return key.length === 0 && value.length === 0;
}

/** Consecutive records of one partition, ascending by offset, never empty. */
export interface RecordBatch extends TopicPartition {
  readonly records: readonly LogRecord[];
  /** Offset after the newest record of the partition when the batch was read. */
  readonly highWatermark: number;
}

/** Offsets from (inclusive) to (exclusive). */
export interface OffsetRange extends TopicPartition {
  readonly from: number;
  readonly to: number;
}

export interface PartitionOffsets extends TopicPartition {
  /** First offset still held. */
  readonly begin: number;
  /** Offset the next record will get. */
  readonly end: number;
}

export interface SubscribeOptions {
  readonly group: string;
  /** Co-partitioned topics: partition i of each goes to the same member. */
  readonly topics: readonly string[];
  /** Never awaited; told after each change of assignment. */
  readonly onAssignment?: (assigned: readonly TopicPartition[], generation: number) => void;
  /** Called for one batch at a time and partition; the next batch of it waits until this settles. */
  readonly onBatch: (batch: RecordBatch, control: BatchControl) => Promise<void>;
  /** A rejected `onBatch` or a failure of the log itself; the subscription has then stopped. */
  readonly onFailure: (error: unknown) => void;
  /**
   * What a position outside the log's range comes to. `fails` (default): the subscription stops with
   * `LOG_OFFSET_OUT_OF_RANGE`. `nearest`: the partition goes on at the nearest offset that the log holds, for handlers
   * that keep positions of their own, compare them with the first offset of each batch, and stop one partition alone.
   */
  readonly outOfRange?: 'fails' | 'nearest';
  /** Most records in one batch (default 10,000) and most bytes of values (default 4 MB). */
  readonly maxRecords?: number;
  readonly maxBytes?: number;
  /**
   * Most batches handled at once, of different partitions, which get their turn one after the other (default: one of
   * each partition). Records of a partition that waits are not decoded yet.
   */
  readonly maxConcurrentBatches?: number;
}

export interface BatchControl {
  /** Changes whenever this member's assignment changes. */
  readonly generation: number;
  /** False once the partition was taken away; what is then done for it must not be resolved. */
  isCurrent(): boolean;
  /** Keeps the membership alive in long work. */
  heartbeat(): Promise<void>;
  /** The next batch of this partition starts at `offset`; the present batch counts as not processed. */
  seek(at: TopicPartition & { readonly offset: number }): void;
  /** Nothing more is brought of this partition while this member holds it; the present batch counts as not processed. */
  park(): void;
  /** All offsets below `offset` are processed; committed to the group, for lag tools and restarts. */
  resolve(offset: number): void;
}

export interface Subscription {
  readonly group: string;
  assignment(): readonly TopicPartition[];
  /** No further batch starts; settles when the running one has and the group is left. */
  stop(): Promise<void>;
}

/**
 * An append-only log of topics and partitions, with Kafka's meaning. Adapters: embedded (SQLite), kafka.
 * All of them pass `contract/`.
 */
export interface EventLog {
  /** Creates what is missing; throws `LOG_TOPIC_MISMATCH` where a topic has another partition count. */
  ensureTopics(topics: readonly TopicSpec[]): Promise<void>;
  /** Durable when it resolves; records of one partition keep their order. */
  append(records: readonly ProducedRecord[]): Promise<void>;
  /** Every partition of the topic, ascending. */
  offsets(topic: string): Promise<readonly PartitionOffsets[]>;
  /** First offset at or after record time `at`, by partition (= end where there is none). */
  offsetsAt(topic: string, at: Micros): Promise<readonly (TopicPartition & { readonly offset: number })[]>;
  /** Without a group. Ends at `to` or at the end known when reading began. Throws `LOG_OFFSET_OUT_OF_RANGE`. */
  read(range: OffsetRange): AsyncIterable<RecordBatch>;
  subscribe(options: SubscribeOptions): Promise<Subscription>;
  /** What the topic is set to, by the adapter's own names; empty where it has no settings. Throws `LOG_TOPIC_UNKNOWN`. */
  settings(topic: string): Promise<Readonly<Record<string, string>>>;
  /** Positions last resolved by a group. */
  groupOffsets(group: string): Promise<readonly (TopicPartition & { readonly offset: number })[]>;
  close(): Promise<void>;
}

/** One version of a subject and the id its records carry. */
export interface SchemaVersion {
  readonly version: number;
  readonly id: number;
}

/** Ids of schemas, as a schema registry gives them. Adapters: embedded (SQLite), Confluent's protocol. */
export interface SchemaRegistry {
  /** Registers (or finds) `schema`; refuses one that cannot read what was written before. */
  register(subject: string, schema: string): Promise<number>;
  /** Throws `SCHEMA_UNKNOWN` where the registry has no such id. */
  schemaById(id: number): Promise<string>;
  /** Every version of a subject, ascending; none of a subject that was never registered. */
  versions(subject: string): Promise<readonly SchemaVersion[]>;
}
