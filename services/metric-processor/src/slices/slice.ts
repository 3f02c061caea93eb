import type { Commit, OutcomeCounts } from '@learning-tracker/storage';
import type { LogRecord, RecordBatch } from '@learning-tracker/streams';

/** A record that could not be used, with its place in the log. */
export interface DeadRecord {
  readonly record: LogRecord;
  readonly courseId: string;
  readonly learnerId: string | null;
  readonly code: string;
  readonly reason: string;
}

/** What one slice of a batch comes to, before it is committed. */
export interface Slice {
  /** Records taken, from the first on. */
  readonly taken: number;
  readonly changes: Pick<Commit, 'parts' | 'learners' | 'courseParts' | 'ids' | 'settled'>;
  readonly counts: OutcomeCounts;
  readonly dead: readonly DeadRecord[];
  /** Courses in which somebody withdrew consent. */
  readonly withdrawn?: readonly string[];
}

/** Applies records to cached state; what is cached is ahead of the store until the slice is committed. */
export interface SliceApplier {
  /** Applies records from `start` until the batch or a limit ends. */
  apply(batch: RecordBatch, start: number): Promise<Slice>;
  /** Forgets all cached state: the claim was lost, or the store is not where it was. */
  drop(): void;
}

/** Counts outcomes; the books balance: records taken = the sum. */
export function createTally(): { counts: Record<keyof OutcomeCounts, number> } {
  return { counts: { applied: 0, unchanged: 0, ignored: 0, deadLettered: 0, erased: 0 } };
}
