import { randomUUID } from 'node:crypto';
import { eraseRestored } from '@learning-tracker/erasure';
import type { Logger } from '@learning-tracker/runtime';
import type { AggregateStore, ErasureList } from '@learning-tracker/storage';
import type { KafkaEraser } from '@learning-tracker/streams';
import { REWRITE_LEASE } from './one-at-a-time.ts';

/** So long topics may be frozen while nobody has the lease, before it is taken that who froze them has died. */
const FROZEN_BEATS = 3;
const LEASE_MS = 60_000;

/**
 * Makes up for what was broken from outside: a store that was put back in time holds again who was erased; a program
 * that died while it rewrote the log left topics that take no records.
 *
 * @returns work of each beat of the erasure list, told how many digests the store had lost
 */
export function createRepairs(deps: {
  readonly store: AggregateStore;
  readonly erasures: Pick<ErasureList, 'isErased'>;
  /** Whether the topics of the log take no records at present. */
  readonly isFrozen: () => boolean;
  readonly eraser: Pick<KafkaEraser, 'recover'>;
  readonly logger: Logger;
}): (lost: number) => Promise<void> {
  const { store, erasures, isFrozen, eraser, logger } = deps;
  const owner = randomUUID();
  let frozenBeats = 0;

  async function thawAfterDeath(): Promise<void> {
    frozenBeats = isFrozen() ? frozenBeats + 1 : 0;
    if (frozenBeats < FROZEN_BEATS) return;
    if (!(await store.leases.acquire(REWRITE_LEASE, owner, LEASE_MS))) return;
    try {
      logger.warn({}, 'topics were left frozen by a program that rewrote the log; they take records again');
      await eraser.recover();
      frozenBeats = 0;
    } finally {
      await store.leases.release(REWRITE_LEASE, owner);
    }
  }

  return async (lost) => {
    await thawAfterDeath();
    if (lost === 0) return;
    logger.warn({ digests: lost }, 'the store went back in time: it had lost part of the erasure list');
    const learners = await eraseRestored(store, erasures.isErased);
    if (learners > 0)
      logger.warn({ learners }, 'erased learners that an older copy of the store brought back');
  };
}
