import type { ProducedRecord } from '@learning-tracker/streams';
import type { ClickReader } from '../clicks/reading/click-reader.ts';
import type { Ledger } from '../ledger/index.ts';
import type { FetcherDeps } from '../model.ts';
import type { CourseRoutes } from '../routing/course-routes.ts';

/** What every stage of a run works with. */
export interface Work {
  readonly deps: FetcherDeps;
  readonly ledger: Ledger;
  readonly routes: CourseRoutes;
  readonly clicks: ClickReader;
  readonly chunkRows: number;
  /** Ends the run here if it is to stop; whatever was begun is finished by the next run. */
  step(name: string): void;
  /** Appends in order; the records are durable when it resolves. */
  append(records: readonly ProducedRecord[]): Promise<void>;
}

/** The file at work. */
export interface WorkFile {
  readonly checksum: string;
  readonly name: string;
  readonly path: string;
}

/** Thrown by `step` to unwind a run that was told to stop; never leaves the fetcher. */
export class RunStopped extends Error {
  constructor() {
    super('the run was told to stop');
    this.name = 'RunStopped';
  }
}
