import { type Logger, retry } from '@learning-tracker/runtime';
import type { Kafka } from 'kafkajs';
import { checkOffset, nearestOffset } from '../offset-range.ts';
import type { SubscribeOptions, TopicPartition } from '../port.ts';
import { isPassing } from './failures.ts';
import { groupOffsets } from './group-offsets.ts';
import type { TopicCatalog } from './topic-catalog.ts';

export interface StartsOptions {
  readonly kafka: Kafka;
  readonly catalog: TopicCatalog;
  readonly group: string;
  readonly logger: Logger;
  readonly onFailure: (error: unknown) => void;
  readonly outOfRange: SubscribeOptions['outOfRange'];
}

/** Where a member starts in the partitions it gets: at the group's position, else at the partition's begin. */
export interface Starts {
  /** Waits for the brokers as long as need be. A position that the log does not hold is a failure, or the nearest. */
  find<P extends TopicPartition>(
    partitions: readonly P[],
    found: (partition: P, offset: number) => void,
  ): Promise<void>;
  stop(): void;
}

const LONGEST_PAUSE_MS = 3_000;

export function createStarts(options: StartsOptions): Starts {
  const { kafka, catalog, group, logger } = options;
  const stopping = new AbortController();

  async function offsetsOf(partitions: readonly TopicPartition[]): Promise<readonly number[]> {
    const committed = await groupOffsets(kafka, group);
    const topics = [...new Set(partitions.map(({ topic }) => topic))];
    const bounds = (await Promise.all(topics.map((topic) => catalog.offsets(topic)))).flat();
    return partitions.map((partition) => {
      const { begin, end } = bounds.find((one) => isSame(one, partition)) ?? { begin: 0, end: 0 };
      const offset = committed.find((one) => isSame(one, partition))?.offset ?? begin;
      if (options.outOfRange === 'nearest') return nearestOffset(offset, begin, end);
      checkOffset(partition, offset, begin, end);
      return offset;
    });
  }

  return {
    find: async (partitions, found) => {
      if (partitions.length === 0) return;
      try {
        const offsets = await retry(() => offsetsOf(partitions), {
          signal: stopping.signal,
          longestPauseMs: LONGEST_PAUSE_MS,
          isTransient: isPassing,
          onPause: ({ error, pauseMs }) =>
            logger.warn({ error, group, pauseMs }, 'waiting for the group’s positions'),
        });
        for (const [i, partition] of partitions.entries()) found(partition, offsets[i] ?? 0);
      } catch (error) {
        if (!stopping.signal.aborted) options.onFailure(error);
      }
    },
    stop: () => stopping.abort(),
  };
}

function isSame(a: TopicPartition, b: TopicPartition): boolean {
  return a.topic === b.topic && a.partition === b.partition;
}
