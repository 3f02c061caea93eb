import type { Micros } from '@learning-tracker/metrics';
import { TrackerError } from '@learning-tracker/runtime';
import kafkajs, { type Kafka, type Producer, type RecordMetadata, type TopicMessages } from 'kafkajs';
import { partitionOfBytes } from '../partitioner.ts';
import type { ProducedRecord } from '../port.ts';
import { logError } from './failures.ts';
import type { TopicCatalog } from './topic-catalog.ts';

export interface Appender {
  append(records: readonly StampedRecord[]): Promise<void>;
  close(): Promise<void>;
}

/** Most bytes of keys and values of one partition in one request: a batch must fit the brokers' 1 MB even unpacked. */
const MAX_BATCH_BYTES = 900_000;
/** Most bytes of one request over all partitions. */
const MAX_REQUEST_BYTES = 8_000_000;
/** kafkajs copies a partition's records once for each of them, so that many at once take long. */
const MAX_BATCH_RECORDS = 2_000;
/** What a record costs besides key and value. */
const RECORD_OVERHEAD_BYTES = 40;
const ALL_REPLICAS = -1;
const MICROS_PER_MILLI = 1_000;

/** What the appender needs of a kafkajs producer. */
export type BatchProducer = Pick<Producer, 'sendBatch' | 'disconnect'>;

/** A record that was appended elsewhere before; its topic must keep the times of producers. */
export interface StampedRecord extends ProducedRecord {
  readonly appendedAt?: Micros;
}

interface Placed {
  readonly timestamp: string | undefined;
  readonly topic: string;
  readonly partition: number;
  readonly key: Buffer;
  readonly value: Buffer;
}

/**
 * An idempotent producer; one append after the other, so that records keep their order. After a failure the producer
 * is replaced: kafkajs takes back the sequence numbers of what it could not confirm, and with the same numbers a
 * broker that did write the first request would drop the next one as a repeat of it.
 */
export function createAppender(
  connect: () => Promise<BatchProducer>,
  catalog: Pick<TopicCatalog, 'partitions' | 'checkPartition'>,
): Appender {
  let connecting: Promise<BatchProducer> | undefined;
  let last: Promise<unknown> = Promise.resolve();

  function current(): Promise<BatchProducer> {
    connecting ??= connect();
    return connecting;
  }

  async function discard(): Promise<void> {
    const broken = connecting;
    connecting = undefined;
    await broken?.then((producer) => producer.disconnect()).catch(() => {});
  }

  async function send(request: readonly Placed[]): Promise<void> {
    try {
      const producer = await current();
      const written = await producer.sendBatch({
        acks: ALL_REPLICAS,
        compression: kafkajs.CompressionTypes.ZSTD,
        topicMessages: messagesOf(request),
      });
      checkWritten(request, written);
    } catch (error) {
      await discard();
      throw logError(`append to ${topicsOf(request)}`, error);
    }
  }

  async function append(records: readonly StampedRecord[]): Promise<void> {
    for (const request of requestsOf(await place(records, catalog))) await send(request);
  }

  return {
    append: (records) => {
      const run = last.then(() => append(records));
      last = run.catch(() => {});
      return run;
    },
    close: async () => {
      await last;
      await discard();
    },
  };
}

/** Idempotent, all replicas; a broker that is away for some seconds is waited for. */
export async function connectProducer(kafka: Kafka): Promise<BatchProducer> {
  const producer = kafka.producer({
    idempotent: true,
    maxInFlightRequests: 1,
    allowAutoTopicCreation: false,
    createPartitioner:
      () =>
      ({ message }) =>
        message.partition ?? 0,
    retry: { initialRetryTime: 100, maxRetryTime: 1_000, retries: 8 },
  });
  await producer.connect();
  return producer;
}

/** Finds every record's partition before anything is written. */
async function place(
  records: readonly StampedRecord[],
  catalog: Pick<TopicCatalog, 'partitions' | 'checkPartition'>,
): Promise<readonly Placed[]> {
  const counts = new Map<string, number>();
  for (const { topic, partition } of records) {
    if (!counts.has(topic)) counts.set(topic, await catalog.partitions(topic));
    if (partition !== undefined) await catalog.checkPartition({ topic, partition });
  }
  return records.map(({ topic, key: text, value, partition, appendedAt }) => {
    const key = Buffer.from(text);
    return {
      topic,
      partition: partition ?? partitionOfBytes(key, counts.get(topic) ?? 1),
      timestamp: appendedAt === undefined ? undefined : String(Math.floor(appendedAt / MICROS_PER_MILLI)),
      key,
      value: Buffer.from(value.buffer, value.byteOffset, value.byteLength),
    };
  });
}

/** Cuts records into requests, none of which holds too much for a partition or in total. */
function* requestsOf(records: readonly Placed[]): Generator<readonly Placed[]> {
  let request: Placed[] = [];
  let total = 0;
  let byPartition = new Map<string, { bytes: number; records: number }>();
  for (const record of records) {
    const size = record.key.length + record.value.length + RECORD_OVERHEAD_BYTES;
    const place = placeOf(record);
    const batch = byPartition.get(place) ?? { bytes: 0, records: 0 };
    const full =
      total + size > MAX_REQUEST_BYTES ||
      batch.records === MAX_BATCH_RECORDS ||
      (batch.records > 0 && batch.bytes + size > MAX_BATCH_BYTES);
    if (full && request.length > 0) {
      yield request;
      request = [];
      total = 0;
      byPartition = new Map();
    }
    request.push(record);
    total += size;
    const { bytes, records: count } = byPartition.get(place) ?? { bytes: 0, records: 0 };
    byPartition.set(place, { bytes: bytes + size, records: count + 1 });
  }
  if (request.length > 0) yield request;
}

function messagesOf(request: readonly Placed[]): TopicMessages[] {
  const topics = new Map<string, TopicMessages>();
  for (const { topic, partition, key, value, timestamp } of request) {
    const entry = topics.get(topic) ?? { topic, messages: [] };
    topics.set(topic, entry);
    entry.messages.push({ key, value, partition, ...(timestamp === undefined ? {} : { timestamp }) });
  }
  return [...topics.values()];
}

/** When a leader moves between two attempts, kafkajs can take a partition for written that it never sent. */
function checkWritten(request: readonly Placed[], written: readonly RecordMetadata[]): void {
  const confirmed = new Set(written.map(({ topicName: topic, partition }) => placeOf({ topic, partition })));
  const missing = request.find((record) => !confirmed.has(placeOf(record)));
  if (missing === undefined) return;
  throw new TrackerError(
    'LOG_UNREACHABLE',
    `no broker confirmed what was appended to ${placeOf(missing)}`,
    'Append again: a repeated record does no harm.',
  );
}

function placeOf({ topic, partition }: { readonly topic: string; readonly partition: number }): string {
  return `${topic}/${partition}`;
}

function topicsOf(request: readonly Placed[]): string {
  return [...new Set(request.map(({ topic }) => topic))].join(', ');
}
