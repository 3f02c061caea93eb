import { createHmac } from 'node:crypto';
import type { AggregateStore, LearnerRef } from '../port.ts';

/** Digest of a learner as the erasure list holds it: an HMAC, so that the list names nobody. */
export function erasureDigest(key: string, learner: LearnerRef): string {
  return createHmac('sha256', key).update(`${learner.courseId}/${learner.learnerId}`).digest('hex');
}

/** The store's erasure list, held in memory so that every record can be checked. */
export interface ErasureList {
  isErased(learner: LearnerRef): boolean;
  /** As the list would hold the learner. */
  digestOf(learner: LearnerRef): string;
  /** Reads the list again; what is known here and not there, after an older copy was put back, is added there. */
  refresh(): Promise<void>;
}

/** @param key secret of the deployment's HMAC; another key would find nobody */
export async function createErasureList(
  store: Pick<AggregateStore, 'erasures' | 'addErasure'>,
  key: string,
): Promise<ErasureList> {
  let digests = await store.erasures();
  return {
    // An empty list is the rule; it must cost nothing for each record.
    isErased: (learner) => digests.size > 0 && digests.has(erasureDigest(key, learner)),
    digestOf: (learner) => erasureDigest(key, learner),
    async refresh() {
      const stored = await store.erasures();
      const missing = [...digests].filter((digest) => !stored.has(digest));
      digests = new Set([...stored, ...missing]);
      for (const digest of missing) await store.addErasure(digest);
    },
  };
}
