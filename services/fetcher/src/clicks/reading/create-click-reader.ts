import { availableParallelism } from 'node:os';
import type { Serde } from '@learning-tracker/streams';
import type { FetcherDeps } from '../../model.ts';
import type { ClickReader } from './click-reader.ts';
import { createInlineReader } from './inline-reader.ts';
import { createClickWorkers } from './workers/click-workers.ts';

export const MOST_WORKERS = 64;
/** More are no faster as long as one thread writes to the log. */
const MOST_BY_DEFAULT = 4;

export interface ClickReaderOptions extends Pick<FetcherDeps, 'readers'> {
  readonly serde: Pick<Serde, 'encode' | 'registered'>;
  /** Worker threads, one file each; 0: files are read in this thread. Default: `auto`, by the number of cores. */
  readonly workers?: number | 'auto' | undefined;
}

/** The cores but one, which the log and the books have: at least 1, at most 4. */
export function defaultWorkers(cores = availableParallelism()): number {
  return Math.min(MOST_BY_DEFAULT, Math.max(1, cores - 1));
}

/** A reader for `FetcherDeps.clicks`, to be closed after its fetchers. */
export function createClickReader({
  workers = 'auto',
  ...here
}: ClickReaderOptions): ClickReader & { close(): Promise<void> } {
  const count = workers === 'auto' ? defaultWorkers() : workers;
  if (count === 0) return { ...createInlineReader(here), close: async () => {} };
  return createClickWorkers({ workers: count, serde: here.serde });
}
