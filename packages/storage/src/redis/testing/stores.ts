import { partitionOf, recordKey } from '@learning-tracker/streams';
import type { AggregateStore } from '../../port.ts';
import type { RedisConnectionOptions } from '../connection.ts';
import { createRedisStore } from '../redis-store.ts';

/** A store with the partitioner of the log. */
export function openRedisStore(
  connection: RedisConnectionOptions,
  deployment: string,
  partitions = 1,
): Promise<AggregateStore> {
  return createRedisStore({
    connection,
    deployment,
    partitions,
    partitionOf: ({ courseId, learnerId }) => partitionOf(recordKey(courseId, learnerId), partitions),
  });
}
