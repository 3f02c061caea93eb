import type { Part, PartName } from '@learning-tracker/metrics';
import type { LearnerMeta } from '@learning-tracker/storage';

/** A part as the store has it, plus what this slice has added. */
export interface CachedPart {
  part: Part;
  /** Digest of the bytes the store holds; null where it holds none. */
  digest: Uint8Array | null;
}

export interface CachedLearner {
  readonly courseId: string;
  readonly learnerId: string;
  meta: LearnerMeta | null;
  readonly parts: Map<PartName, CachedPart>;
}

/**
 * Learners of one partition by record key. Two generations: a learner used since the last turn is in the young
 * one; when the young one holds `maxParts`, it becomes the old one and what was old is forgotten. Bounded, and
 * without bookkeeping per use.
 */
export interface PartCache {
  get(key: string): CachedLearner | undefined;
  set(key: string, learner: CachedLearner): void;
  /** To be told how many parts were added, outside a slice only: a turn must not forget what a slice has changed. */
  grew(parts: number): void;
  clear(): void;
}

export function createPartCache(maxParts: number): PartCache {
  let young = new Map<string, CachedLearner>();
  let old = new Map<string, CachedLearner>();
  let parts = 0;
  return {
    get(key) {
      const learner = young.get(key);
      if (learner !== undefined) return learner;
      const kept = old.get(key);
      if (kept === undefined) return undefined;
      old.delete(key);
      young.set(key, kept);
      parts += kept.parts.size;
      return kept;
    },
    set(key, learner) {
      young.set(key, learner);
    },
    grew(count) {
      parts += count;
      if (parts < maxParts) return;
      old = young;
      young = new Map();
      parts = 0;
      // Only the newest day of a learner is likely to be written again; the others come back from the store if so.
      for (const learner of old.values()) keepNewestDay(learner);
    },
    clear() {
      young = new Map();
      old = new Map();
      parts = 0;
    },
  };
}

function keepNewestDay(learner: CachedLearner): void {
  let newest = -1;
  for (const { part } of learner.parts.values()) if (part.kind === 'day') newest = Math.max(newest, part.day);
  for (const [name, { part }] of learner.parts) {
    if (part.kind === 'day' && part.day < newest) learner.parts.delete(name);
  }
}
