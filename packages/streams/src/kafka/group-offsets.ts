import type { Kafka } from 'kafkajs';
import type { TopicPartition } from '../port.ts';
import { withAdmin } from './topics.ts';

/** Positions last committed by a group, by topic and partition. */
export async function groupOffsets(
  kafka: Kafka,
  group: string,
): Promise<readonly (TopicPartition & { readonly offset: number })[]> {
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
