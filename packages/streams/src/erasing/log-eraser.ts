import type { LogRecord } from '../port.ts';

/** Offsets of the records to erase, of those shown, each with the course whose learner it tells of. */
export type SelectRecords = (records: readonly LogRecord[]) => Promise<ReadonlyMap<number, string>>;

/** What is to be erased from the log, of any number of learners at once. */
export interface EraseJob {
  /** The same for the same learners, so that what a crash interrupted is gone on with. */
  readonly id: string;
  readonly topics: readonly string[];
  /** Every id of the learners. A record without the UTF-8 bytes of one of them is none of theirs. */
  readonly ids: readonly string[];
  readonly select: SelectRecords;
}

/** How many records of a topic were erased. */
export interface ErasedRecords {
  readonly topic: string;
  readonly courseId: string;
  readonly count: number;
}

/**
 * Empties records of a log (`isErasedRecord`), beside processes that use it: offsets stay, so positions, ids of dead
 * letters and books hold. Adapters: embedded (rewrites blocks of the file), kafka (copies the topics).
 */
export interface LogEraser {
  /** Once more after a crash: it goes on. What is erased is never brought back. */
  erase(job: EraseJob, signal?: AbortSignal): Promise<readonly ErasedRecords[]>;
}

/** Adds up what was erased, by topic and course. */
export function createErasedTally(): {
  add(topic: string, courses: Iterable<string>): void;
  counts(): readonly ErasedRecords[];
} {
  const topics = new Map<string, Map<string, number>>();
  return {
    add(topic, courses) {
      const counts = topics.get(topic) ?? new Map<string, number>();
      topics.set(topic, counts);
      for (const courseId of courses) counts.set(courseId, (counts.get(courseId) ?? 0) + 1);
    },
    counts: () =>
      [...topics].flatMap(([topic, counts]) =>
        [...counts].map(([courseId, count]) => ({ topic, courseId, count })),
      ),
  };
}
