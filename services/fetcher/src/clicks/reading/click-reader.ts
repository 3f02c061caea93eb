import type { BadRow, ClickstreamFile, ZipLimits } from '@learning-tracker/coursera';
import type { CourseConfig } from '@learning-tracker/runtime';

/** Opens clickstream files and gives their rows encoded: in this thread, or in worker threads. */
export interface ClickReader {
  /** Most files open at once. */
  readonly concurrency: number;
  /** Verifies the file whole. Rejects as `openClickstreamFile` does, or with `FETCH_WORKER_ENDED`. */
  open(path: string, limits: Partial<ZipLimits> | undefined): Promise<OpenClicks>;
}

/** A verified file. */
export interface OpenClicks extends Pick<ClickstreamFile, 'kind' | 'day'> {
  /** Its rows in file order; to be called once. */
  blocks(request: ClickRequest): AsyncIterable<ClickBlock>;
  /** Also ends a reading that is under way. */
  close(): Promise<void>;
}

/** Which rows of a file are wanted, and what is needed to encode them. Plain data: it is handed to other threads. */
export interface ClickRequest {
  /** The course by each value of the course column whose rows become events. */
  readonly places: ReadonlyMap<string, string>;
  /** Whether rows without a place are wanted, as originals of dead letters; else they are only to be counted. */
  readonly originals: boolean;
  /** What the courses publish beyond what metrics need. */
  readonly configs: readonly Pick<CourseConfig, 'courseId' | 'publish'>[];
  /** Rows and bad rows up to this line are left out. */
  readonly afterLine: number;
  /** Only these lines, and rows with these values of the course column; null: all. Bad rows come in any case. */
  readonly only: { readonly lines: ReadonlySet<number>; readonly ids: ReadonlySet<string> } | null;
}

/**
 * Some consecutive rows of a file, by column, since blocks cross threads: row n has `line[n]`, `at[n]`, the id and
 * learner of `party[n]`, and the bytes of `values` from `end[n - 1]` (or 0) to `end[n]`.
 */
export interface ClickBlock {
  /** Value of the course column of each party, a learner within one such value. */
  readonly ids: readonly string[];
  /** Learner of each party. */
  readonly learners: readonly string[];
  readonly line: Uint32Array;
  readonly party: Uint32Array;
  /** Epoch microseconds. */
  readonly at: Float64Array;
  readonly end: Uint32Array;
  /** `ClickObserved` in wire format of a row with a place; of another its JSON, or nothing without `originals`. */
  readonly values: Uint8Array;
  readonly bad: readonly BadRow[];
}
