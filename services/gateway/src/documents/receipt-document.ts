import type { Receipt } from '@learning-tracker/erasure';
import { rfc3339 } from '../http/rfc3339.ts';

export function receiptDocument({ id, complete, digests, places }: Receipt): object {
  return {
    id,
    state: 'done',
    complete,
    digests,
    places: places.map(({ at, ...place }) => ({ ...place, at: rfc3339(at) })),
  };
}

/** While it is being worked at. */
export function runningDocument(id: string): object {
  return { id, state: 'running' };
}
