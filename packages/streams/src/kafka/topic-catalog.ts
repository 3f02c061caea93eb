import { TrackerError } from '@learning-tracker/runtime';
import type { Cluster } from 'kafkajs';
import type { PartitionOffsets, TopicPartition } from '../port.ts';
import { topicUnknown } from './failures.ts';
import type { Session } from './session.ts';

/** Which topics there are, how many partitions they have, and what these hold. */
export interface TopicCatalog {
  /** Throws `LOG_TOPIC_UNKNOWN`. A topic's partition count never changes in place, so it is asked for once. */
  partitions(topic: string): Promise<number>;
  /** Throws `LOG_TOPIC_UNKNOWN`, `LOG_PARTITION_UNKNOWN`. */
  checkPartition(at: TopicPartition): Promise<void>;
  offsets(topic: string): Promise<readonly PartitionOffsets[]>;
  bounds(at: TopicPartition): Promise<PartitionOffsets>;
  /** First offset with a record time of `milliseconds` since the epoch or later, by partition; −1 for none. */
  offsetsSince(topic: string, milliseconds: number): Promise<ReadonlyMap<number, number>>;
}

/** How ListOffsets is asked for the first offset held. */
const EARLIEST = -2;
const LATEST = -1;

export function createTopicCatalog(session: Session): TopicCatalog {
  const counts = new Map<string, number>();

  async function partitions(topic: string): Promise<number> {
    const known = counts.get(topic);
    if (known !== undefined) return known;
    const count = await session.use(
      `find topic "${topic}"`,
      [topic],
      async (cluster) => cluster.findTopicPartitionMetadata(topic).length,
    );
    if (count === 0) throw topicUnknown(`find topic "${topic}"`);
    counts.set(topic, count);
    return count;
  }

  async function checkPartition({ topic, partition }: TopicPartition): Promise<void> {
    const count = await partitions(topic);
    if (Number.isSafeInteger(partition) && partition >= 0 && partition < count) return;
    throw new TrackerError(
      'LOG_PARTITION_UNKNOWN',
      `topic "${topic}" has no partition ${partition}, only 0 to ${count - 1}`,
      'Give a partition of the topic, or none, so that the key decides.',
    );
  }

  async function listed(
    cluster: Cluster,
    topic: string,
    numbers: readonly number[],
    timestamp: number,
  ): Promise<ReadonlyMap<number, number>> {
    const asked = numbers.map((partition) => ({ partition }));
    const [answer] = await cluster.fetchTopicsOffset([
      { topic, partitions: asked, fromTimestamp: timestamp },
    ]);
    return new Map(answer?.partitions.map(({ partition, offset }) => [partition, Number(offset)]));
  }

  async function boundsOf(topic: string, numbers: readonly number[]): Promise<readonly PartitionOffsets[]> {
    return session.use(`read the offsets of "${topic}"`, [topic], async (cluster) => {
      const [begins, ends] = await Promise.all([
        listed(cluster, topic, numbers, EARLIEST),
        listed(cluster, topic, numbers, LATEST),
      ]);
      return numbers.map((partition) => ({
        topic,
        partition,
        begin: begins.get(partition) ?? 0,
        end: ends.get(partition) ?? 0,
      }));
    });
  }

  async function numbersOf(topic: string): Promise<readonly number[]> {
    return Array.from({ length: await partitions(topic) }, (_, partition) => partition);
  }

  return {
    partitions,
    checkPartition,
    offsets: async (topic) => boundsOf(topic, await numbersOf(topic)),
    bounds: async (at) => {
      await checkPartition(at);
      const [bounds] = await boundsOf(at.topic, [at.partition]);
      return bounds ?? { ...at, begin: 0, end: 0 };
    },
    offsetsSince: async (topic, milliseconds) => {
      const numbers = await numbersOf(topic);
      return session.use(`find a time in "${topic}"`, [topic], (cluster) =>
        listed(cluster, topic, numbers, milliseconds),
      );
    },
  };
}
