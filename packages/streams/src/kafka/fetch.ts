import type { Cluster } from 'kafkajs';
import type { TopicPartition } from '../port.ts';
import { type FetchLimits, requestBytes } from './fetch-request.ts';
import { type StoredBatch, storedBatches } from './record-batches.ts';

export interface FetchRequest extends TopicPartition {
  readonly offset: number;
}

/** What a broker answered for one partition. */
export interface Fetched extends TopicPartition {
  /** The offset asked for. */
  readonly from: number;
  /** Where to go on; equal to `from` where there was nothing. */
  readonly next: number;
  /** The first may begin before `from`. */
  readonly batches: readonly StoredBatch[];
  readonly highWatermark: number;
}

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
  const answers = await requestBytes(broker, requests, limits);
  return answers.flatMap(({ topicName: topic, partition, highWatermark, records }) => {
    const request = requests.find((one) => one.topic === topic && one.partition === partition);
    if (request === undefined) return [];
    const from = request.offset;
    const batches = storedBatches(records).filter(({ to }) => to > from);
    return [{ topic, partition, from, next: batches.at(-1)?.to ?? from, batches, highWatermark }];
  });
}

/** The number of the broker that leads a partition; undefined while an election goes on. */
export function leaderOf(cluster: Cluster, { topic, partition }: TopicPartition): string | undefined {
  return Object.keys(cluster.findLeaderForPartitions(topic, [partition]))[0];
}
