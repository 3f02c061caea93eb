import { existsSync } from 'node:fs';
import { acceptHeldSnapshot } from '@learning-tracker/fetcher';
import { TrackerError } from '@learning-tracker/runtime';
import { TRACKER_ERRORS } from '../errors.ts';

export interface FetchOptions {
  readonly accept: string;
  readonly data: string;
}

/** Lets a held snapshot through; the run on that file takes it at its next look. @returns the exit code */
export async function fetchAccept({ accept, data }: FetchOptions): Promise<number> {
  if (!existsSync(data)) {
    throw new TrackerError('INPUT_UNREADABLE', `${data} does not exist`, TRACKER_ERRORS.INPUT_UNREADABLE);
  }
  acceptHeldSnapshot(data, accept);
  process.stderr.write(`${accept} is accepted and will be published at the next look\n`);
  return 0;
}
