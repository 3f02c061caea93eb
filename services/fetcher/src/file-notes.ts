import type { FetchStatus } from './model.ts';

/** Files that a person should look at, one line each; for readiness. */
export function fileNotes({ files }: FetchStatus): readonly string[] {
  return files
    .filter(({ state }) => state === 'failed' || state === 'held')
    .map(({ name, state, reason }) => `${name} is ${state}: ${reason ?? 'see the fetcher status'}`);
}
