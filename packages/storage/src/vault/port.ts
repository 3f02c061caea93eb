import type { Micros } from '@learning-tracker/metrics';
import type { LearnerIds, LearnerRef } from '../port.ts';

/**
 * What the e-mail vault keeps its addresses in: sealed bytes by learner, apart from states and log, so that neither a
 * replay nor whoever reads the log meets them. Nothing makes them anew: they are lost with the place they stand in.
 * Adapters: embedded (SQLite), redis. All of them pass `contract/vault.ts`.
 */
export interface SealedRows {
  /**
   * Keeps bytes, or null where there are to be none. Of two calls for one learner the one with the later time counts, in
   * whatever order they come; at equal times the removal.
   */
  write(learner: LearnerRef, at: Micros, sealed: Uint8Array | null): Promise<void>;
  /** Null where nothing is kept. */
  read(learner: LearnerRef): Promise<Uint8Array | null>;
  /** Removes all that stands under each id, times included. @returns how many rows there were */
  erase(learner: LearnerIds): Promise<number>;
  /** Notes the id of the key that seals, unless one is noted. @returns the id that is noted */
  noteKey(keyId: string): Promise<string>;
  close(): Promise<void>;
}
