import { type Clock, systemClock } from '@learning-tracker/runtime';
import { partitionOf, recordKey } from '@learning-tracker/streams';
import type { AggregateStore, LearnerRef } from '../../port.ts';
import type { RedisConnectionOptions } from '../connection.ts';
import { createRedisStore } from '../redis-store.ts';

/** A store with the partitioner of the log. */
export function openRedisStore(
  connection: RedisConnectionOptions,
  deployment: string,
  partitions = 1,
  clock: Clock = systemClock,
): Promise<AggregateStore> {
  const partitionOfLearner = (learner: LearnerRef) => homeOf(learner, partitions);
  return createRedisStore({ connection, deployment, partitions, partitionOf: partitionOfLearner, clock });
}

export function homeOf({ courseId, learnerId }: LearnerRef, partitions: number): number {
  return partitionOf(recordKey(courseId, learnerId), partitions);
}
