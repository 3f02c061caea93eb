import type { Clock } from '@learning-tracker/runtime';
import type { LearnerRef, PartitionId } from '@learning-tracker/storage';
import { partitionOf } from '@learning-tracker/streams';
import type { GatewayStore } from './gateway-store.ts';

/** How long one look at the partitions' progress is used, in microseconds. */
const LOOK_LASTS = 250_000;

export interface Completeness {
  /**
   * Whether all that the log held of this learner and of course content has reached the store. Only a promise
   * when the store must be asked, since every request of a learner comes here.
   */
  of(learner: LearnerRef): boolean | Promise<boolean>;
  /** Partitions that have not passed the log end noted at their claim, or were never claimed. */
  missing(): Promise<readonly PartitionId[]>;
}

/** Looks at the progress of all partitions at most four times a second, however many requests there are. */
export function createCompleteness(deps: {
  readonly store: Pick<GatewayStore, 'partitions' | 'progress'>;
  readonly clock: Clock;
}): Completeness {
  const { store, clock } = deps;
  const all: readonly PartitionId[] = ['content', ...Array(store.partitions).keys()];
  let lookedAt = Number.NEGATIVE_INFINITY;
  let incomplete: ReadonlySet<PartitionId> = new Set(all);

  function isFresh(): boolean {
    const age = clock.now() - lookedAt;
    // A clock that went back must not freeze the last look.
    return age >= 0 && age < LOOK_LASTS;
  }

  async function look(): Promise<void> {
    const now = clock.now();
    const progress = await store.progress();
    const complete = new Set(progress.filter((one) => one.complete).map((one) => one.partition));
    incomplete = new Set(all.filter((partition) => !complete.has(partition)));
    lookedAt = now;
  }

  function hasAll({ courseId, learnerId }: LearnerRef): boolean {
    if (incomplete.size === 0) return true;
    if (incomplete.has('content')) return false;
    return !incomplete.has(partitionOf(`${courseId}/${learnerId}`, store.partitions));
  }

  return {
    of: (learner) => (isFresh() ? hasAll(learner) : look().then(() => hasAll(learner))),
    async missing() {
      if (!isFresh()) await look();
      return [...incomplete];
    },
  };
}
