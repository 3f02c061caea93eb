import { createHmac } from 'node:crypto';
import type { AggregateStore, LearnerRef } from '../port.ts';

/** Digest of a learner as the erasure list holds it: an HMAC, so that the list names nobody. */
export function erasureDigest(key: string, learner: LearnerRef): string {
  return createHmac('sha256', key).update(`${learner.courseId}/${learner.learnerId}`).digest('hex');
}

/** The store's erasure list, held in memory so that every record can be checked. */
export interface ErasureList {
  isErased(learner: LearnerRef): boolean;
  /** How many digests are known here: it only grows. */
  size(): number;
  /** As the list would hold the learner. */
  digestOf(learner: LearnerRef): string;
  /** Durable when it resolves; known to this process at once, to others when they refresh. */
  add(digests: readonly string[]): Promise<void>;
  /**
   * Reads the list again; what is known here or in the journal and not in the store, after an older copy was put back,
   * is added there.
   *
   * @returns how many digests the store had lost
   */
  refresh(): Promise<number>;
}

/** Holds the list where no loss of the store reaches it. */
export interface ErasureJournal {
  erasures(): Promise<ReadonlySet<string>>;
  addErasures(digests: readonly string[]): Promise<void>;
}

const NO_JOURNAL: ErasureJournal = { erasures: async () => new Set(), addErasures: async () => {} };

/** Ids come again and again, and an HMAC costs more than all else that is asked of one. */
const MOST_REMEMBERED = 50_000;

/**
 * @param key secret of the deployment's HMAC; another key would find nobody
 * @param journal absent where the store is as durable as the log
 */
export async function createErasureList(
  store: Pick<AggregateStore, 'erasures' | 'addErasure'>,
  key: string,
  journal: ErasureJournal = NO_JOURNAL,
): Promise<ErasureList> {
  let digests: ReadonlySet<string> = await journal.erasures();
  const remembered = new Map<string, boolean>();

  function learn(others: Iterable<string>): void {
    const size = digests.size;
    digests = new Set([...digests, ...others]);
    if (digests.size > size) remembered.clear();
  }

  async function refresh(): Promise<number> {
    const before = digests;
    const stored = await store.erasures();
    const kept = await journal.erasures();
    learn([...stored, ...kept]);
    const unkept = journal === NO_JOURNAL ? [] : [...digests].filter((digest) => !kept.has(digest));
    if (unkept.length > 0) await journal.addErasures(unkept);
    const missing = [...digests].filter((digest) => !stored.has(digest));
    for (const digest of missing) await store.addErasure(digest);
    // One that is only now being added is on its way to the store.
    return missing.filter((digest) => before.has(digest)).length;
  }

  function isListed({ courseId, learnerId }: LearnerRef): boolean {
    const name = `${courseId.length} ${courseId}${learnerId}`;
    const known = remembered.get(name);
    if (known !== undefined) return known;
    const listed = digests.has(erasureDigest(key, { courseId, learnerId }));
    if (remembered.size >= MOST_REMEMBERED) remembered.clear();
    remembered.set(name, listed);
    return listed;
  }

  learn(await store.erasures());
  return {
    // An empty list is the rule; it must cost nothing for each record.
    isErased: (learner) => digests.size > 0 && isListed(learner),
    size: () => digests.size,
    digestOf: (learner) => erasureDigest(key, learner),
    async add(added) {
      await journal.addErasures(added);
      for (const digest of added) await store.addErasure(digest);
      learn(added);
    },
    refresh,
  };
}
