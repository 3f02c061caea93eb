import { retry } from '@learning-tracker/runtime';
import type { Assigner, Cluster, Consumer, Kafka, PartitionAssigner } from 'kafkajs';
import { isOneOf, isPassing, logError } from './failures.ts';

/**
 * A connection to the brokers without a consumer group, for what kafkajs offers only inside one: fetching a
 * partition from an offset of one's choice.
 */
export interface Session {
  /**
   * Runs `work` on a connected cluster that knows the topics. A passing trouble is tried again a few times, on fresh
   * metadata or a fresh connection; rejects with a TrackerError.
   */
  use<T>(what: string, topics: readonly string[], work: (cluster: Cluster) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

interface Opened {
  readonly cluster: Cluster;
  readonly consumer: Consumer;
}

const ATTEMPTS = 4;
const FIRST_PAUSE_MS = 50;

/** The answer of a broker that is no longer, or not yet, the right one to ask. */
const STALE: ReadonlySet<string> = new Set([
  'LEADER_NOT_AVAILABLE',
  'NOT_LEADER_FOR_PARTITION',
  'FENCED_LEADER_EPOCH',
  'UNKNOWN_LEADER_EPOCH',
  'REPLICA_NOT_AVAILABLE',
  'NOT_COORDINATOR_FOR_GROUP',
]);

export function createSession(kafka: Kafka): Session {
  let opening: Promise<Opened> | undefined;
  let closed = false;

  function current(): Promise<Opened> {
    if (opening !== undefined) return opening;
    const opened = open(kafka);
    opening = opened;
    opened.catch(() => discard(opened));
    return opened;
  }

  /** After a lost connection everything is made anew: kafkajs does not always find its way back by itself. */
  function discard(broken: Promise<Opened>): void {
    if (opening === broken) opening = undefined;
    void broken.then(({ consumer }) => consumer.disconnect()).catch(() => {});
  }

  async function attempt<T>(topics: readonly string[], work: (cluster: Cluster) => Promise<T>): Promise<T> {
    const opened = current();
    const { cluster } = await opened;
    try {
      if (topics.length > 0) await cluster.addMultipleTargetTopics([...topics]);
      return await work(cluster);
    } catch (error) {
      if (isOneOf(error, STALE)) await cluster.refreshMetadata().catch(() => discard(opened));
      else if (isPassing(error)) discard(opened);
      throw error;
    }
  }

  return {
    use: async (what, topics, work) => {
      let left = ATTEMPTS;
      try {
        return await retry(() => attempt(topics, work), {
          firstPauseMs: FIRST_PAUSE_MS,
          isTransient: (error) => {
            left -= 1;
            return left > 0 && !closed && isPassing(error);
          },
        });
      } catch (error) {
        throw logError(what, error);
      }
    },
    close: async () => {
      closed = true;
      if (opening !== undefined) discard(opening);
      await opening?.then(({ consumer }) => consumer.disconnect()).catch(() => {});
    },
  };
}

/**
 * kafkajs gives its cluster to partition assigners only. A consumer that never runs joins no group, so its name does
 * not matter.
 */
async function open(kafka: Kafka): Promise<Opened> {
  const clusters: Cluster[] = [];
  const assigner: PartitionAssigner = ({ cluster }) => {
    clusters.push(cluster);
    return NO_ASSIGNER;
  };
  const consumer = kafka.consumer({
    groupId: 'none',
    partitionAssigners: [assigner],
    allowAutoTopicCreation: false,
    readUncommitted: true,
  });
  const [cluster] = clusters;
  if (cluster === undefined) throw new Error('kafkajs gave no cluster to its assigner');
  await consumer.connect();
  return { cluster, consumer };
}

const NO_ASSIGNER: Assigner = {
  name: 'none',
  version: 0,
  assign: async () => [],
  protocol: () => ({ name: 'none', metadata: Buffer.alloc(0) }),
};
