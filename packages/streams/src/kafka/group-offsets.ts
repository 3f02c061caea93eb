import { retry } from '@learning-tracker/runtime';
import type { Kafka } from 'kafkajs';
import type { TopicPartition } from '../port.ts';
import { isOneOf } from './failures.ts';
import { withAdmin } from './topics.ts';

type Committed = TopicPartition & { readonly offset: number };

/** Answers of brokers of which none leads the groups yet: in a new cluster, or while the one that did is replaced. */
const NO_COORDINATOR: ReadonlySet<string> = new Set([
  'GROUP_COORDINATOR_NOT_AVAILABLE',
  'GROUP_LOAD_IN_PROGRESS',
  'NOT_COORDINATOR_FOR_GROUP',
]);
const ATTEMPTS = 8;
const LONGEST_PAUSE_MS = 2_000;

/** Positions last committed by a group, by topic and partition; waits some seconds for a coordinator of the group. */
export async function groupOffsets(kafka: Kafka, group: string): Promise<readonly Committed[]> {
  let left = ATTEMPTS;
  return retry(() => committedBy(kafka, group), {
    longestPauseMs: LONGEST_PAUSE_MS,
    isTransient: (error) => {
      left -= 1;
      return left > 0 && isOneOf(error, NO_COORDINATOR);
    },
  });
}

async function committedBy(kafka: Kafka, group: string): Promise<readonly Committed[]> {
  return withAdmin(kafka, `read the positions of group "${group}"`, async (admin) => {
    const topics = await admin.fetchOffsets({ groupId: group });
    return topics
      .flatMap(({ topic, partitions }) =>
        partitions.map(({ partition, offset }) => ({ topic, partition, offset: Number(offset) })),
      )
      .filter(({ offset }) => offset >= 0)
      .sort((a, b) => (a.topic === b.topic ? a.partition - b.partition : a.topic < b.topic ? -1 : 1));
  });
}
