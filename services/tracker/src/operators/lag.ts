import type { AggregateStore } from '@learning-tracker/storage';
import { type EventLog, type PartitionOffsets, TOPICS } from '@learning-tracker/streams';
import { heldOffsets } from './held-offsets.ts';

/** Where the store and the consumer groups stand in one partition of a topic. */
export interface PartitionLag extends PartitionOffsets {
  /** Next offset of the store; null where nobody has claimed the partition yet. */
  readonly position: number | null;
  /** Records that the store has not seen. */
  readonly lag: number;
  readonly state: LagState;
  /** Offset last committed by each group; null where it has committed none. */
  readonly groups: Readonly<Record<string, number | null>>;
}

/**
 * `complete`: the log end noted at the last claim has been passed. `out-of-range`: the log does not hold the store's
 * position, so that the partition stands still (`POSITION_OUT_OF_RANGE`).
 */
export type LagState = 'complete' | 'catching-up' | 'unclaimed' | 'out-of-range';

/** Every partition of the topics that the store is made of, by topic and partition. */
export async function readLag(
  {
    log,
    store,
  }: {
    readonly log: Pick<EventLog, 'offsets' | 'groupOffsets'>;
    readonly store: Pick<AggregateStore, 'progress'>;
  },
  groups: readonly string[],
): Promise<readonly PartitionLag[]> {
  const committed = await Promise.all(groups.map((group) => committedBy(log, group)));
  // Before the log's ends, which only grow: a lag is never below 0 for having been read at two times.
  const progress = new Map((await store.progress()).map((entry) => [entry.partition, entry]));
  const topics = Object.values(TOPICS).filter((topic) => topic !== TOPICS.deadLetters);
  const held = await Promise.all(topics.map((topic) => heldOffsets(log, topic)));
  return held.flatMap((partitions) =>
    (partitions ?? []).map((offsets): PartitionLag => {
      const { topic, partition, begin, end } = offsets;
      const claimed = progress.get(topic === TOPICS.courseContent ? 'content' : partition);
      const position = claimed === undefined ? null : (claimed.positions[topic] ?? 0);
      const from = position ?? begin;
      const state =
        from < begin || from > end
          ? 'out-of-range'
          : claimed === undefined
            ? 'unclaimed'
            : claimed.complete
              ? 'complete'
              : 'catching-up';
      return {
        ...offsets,
        position,
        lag: Math.max(0, end - from),
        state,
        groups: Object.fromEntries(
          groups.map((group, i) => [group, committed[i]?.get(`${topic}/${partition}`) ?? null]),
        ),
      };
    }),
  );
}

async function committedBy(
  log: Pick<EventLog, 'groupOffsets'>,
  group: string,
): Promise<ReadonlyMap<string, number>> {
  const offsets = await log.groupOffsets(group);
  return new Map(offsets.map(({ topic, partition, offset }) => [`${topic}/${partition}`, offset]));
}
