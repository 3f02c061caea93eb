import type { Clock } from '@learning-tracker/runtime';
import type { LearnerRef, PartitionId } from '@learning-tracker/storage';
import { partitionOf } from '@learning-tracker/streams';
import type { GatewayStore } from './gateway-store.ts';

/** How long one look at the partitions' progress is used, in microseconds. */
const LOOK_LASTS = 250_000;

export interface Completeness {
  /** Whether all that the log held of this learner and of course content has reached the store. */
  of(learner: LearnerRef): Promise<boolean>;
  /** Partitions that have not passed the log end noted at their claim, or were never claimed. */
  missing(): Promise<readonly PartitionId[]>;
}

/** Looks at the progress of all partitions at most four times a second, however many requests there are. */
export function createCompleteness(deps: {
  readonly store: Pick<GatewayStore, 'partitions' | 'progress'>;
  readonly clock: Clock;
}): Completeness {
  const { store, clock } = deps;
  let lookedAt = Number.NEGATIVE_INFINITY;
  let complete: ReadonlySet<PartitionId> = new Set();

  async function look(): Promise<ReadonlySet<PartitionId>> {
    const now = clock.now();
    // A clock that went back must not freeze the last look.
    if (now - lookedAt < LOOK_LASTS && now >= lookedAt) return complete;
    const progress = await store.progress();
    complete = new Set(progress.filter((one) => one.complete).map((one) => one.partition));
    lookedAt = now;
    return complete;
  }

  return {
    async of({ courseId, learnerId }) {
      const done = await look();
      return done.has('content') && done.has(partitionOf(`${courseId}/${learnerId}`, store.partitions));
    },
    async missing() {
      const done = await look();
      const all: PartitionId[] = ['content', ...Array(store.partitions).keys()];
      return all.filter((partition) => !done.has(partition));
    },
  };
}
