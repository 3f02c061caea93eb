import { acceptHeldSnapshot } from '@learning-tracker/fetcher';
import { requireDataFile } from './open-data.ts';

export interface FetchOptions {
  readonly accept: string;
  readonly data: string;
}

/** Lets a held snapshot through; the run on that file takes it at its next look. @returns the exit code */
export async function fetchAccept({ accept, data }: FetchOptions): Promise<number> {
  requireDataFile(data);
  acceptHeldSnapshot(data, accept);
  process.stderr.write(`${accept} is accepted and will be published at the next look\n`);
  return 0;
}
