import type { Cluster } from 'kafkajs';
import type { LogRecord, TopicPartition } from '../port.ts';

export interface FetchRequest extends TopicPartition {
  readonly offset: number;
}

/** What a broker answered for one partition. */
export interface Fetched extends TopicPartition {
  /** The offset asked for. */
  readonly from: number;
  /** Where to go on; equal to `from` where there was nothing. */
  readonly next: number;
  readonly records: readonly LogRecord[];
  readonly highWatermark: number;
}

export interface FetchLimits {
  /** How long the broker may wait for a first record, in milliseconds. */
  readonly wait: number;
  /** Most compressed bytes by partition. */
  readonly bytes: number;
}

/** As kafkajs decodes it; numbers of 64 bits come as text. */
interface Message {
  readonly offset: string;
  readonly timestamp: string;
  readonly key: Buffer | null;
  readonly value: Buffer | null;
  readonly isControlRecord: boolean;
}

interface FetchResponse {
  readonly responses: readonly {
    readonly topicName: string;
    readonly partitions: readonly {
      readonly partition: number;
      readonly highWatermark: string;
      readonly messages: readonly Message[];
    }[];
  }[];
}

const READ_UNCOMMITTED = 0;
const MAX_RESPONSE_BYTES = 8 * 1024 * 1024;
const MICROS_PER_MILLI = 1_000;
const EMPTY = new Uint8Array(0);

/**
 * Asks one broker for records of partitions it leads. Rejects with kafkajs' errors, `KafkaJSOffsetOutOfRange`
 * among them: unlike a kafkajs consumer, nothing is reset behind the caller's back.
 */
export async function fetchRecords(
  cluster: Cluster,
  nodeId: string,
  requests: readonly FetchRequest[],
  limits: FetchLimits,
): Promise<readonly Fetched[]> {
  const broker = await cluster.findBroker({ nodeId });
  const { responses }: FetchResponse = await broker.fetch({
    isolationLevel: READ_UNCOMMITTED,
    maxWaitTime: limits.wait,
    minBytes: 1,
    maxBytes: MAX_RESPONSE_BYTES,
    topics: byTopic(requests, limits.bytes),
  });
  return responses.flatMap(({ topicName: topic, partitions }) =>
    partitions.flatMap(({ partition, highWatermark, messages }) => {
      const request = requests.find((one) => one.topic === topic && one.partition === partition);
      if (request === undefined) return [];
      const { records, next } = recordsFrom(messages, request.offset);
      return [
        { topic, partition, from: request.offset, next, records, highWatermark: Number(highWatermark) },
      ];
    }),
  );
}

/** The number of the broker that leads a partition; undefined while an election goes on. */
export function leaderOf(cluster: Cluster, { topic, partition }: TopicPartition): string | undefined {
  return Object.keys(cluster.findLeaderForPartitions(topic, [partition]))[0];
}

/** A broker answers with whole batches, so the first may begin before the offset asked for. */
function recordsFrom(
  messages: readonly Message[],
  from: number,
): { readonly records: readonly LogRecord[]; readonly next: number } {
  const records: LogRecord[] = [];
  let next = from;
  for (const message of messages) {
    const offset = Number(message.offset);
    if (offset < from) continue;
    next = offset + 1;
    if (message.isControlRecord) continue;
    records.push({
      offset,
      appendedAt: Number(message.timestamp) * MICROS_PER_MILLI,
      key: message.key?.toString() ?? '',
      value: message.value ?? EMPTY,
    });
  }
  return { records, next };
}

interface TopicRequest {
  readonly topic: string;
  readonly partitions: { partition: number; fetchOffset: string; maxBytes: number }[];
}

function byTopic(requests: readonly FetchRequest[], maxBytes: number): TopicRequest[] {
  const topics = new Map<string, TopicRequest>();
  for (const { topic, partition, offset } of requests) {
    const entry = topics.get(topic) ?? { topic, partitions: [] };
    topics.set(topic, entry);
    entry.partitions.push({ partition, fetchOffset: String(offset), maxBytes });
  }
  return [...topics.values()];
}
