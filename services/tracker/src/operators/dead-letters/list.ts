import type { DeadLetter, EventLog, Serde } from '@learning-tracker/streams';
import { createLetterIndex, type Retry } from './letter-index.ts';
import {
  createLetterDecoder,
  type LetterFilter,
  type LetterPlace,
  type LetterRecord,
  matches,
} from './letters.ts';
import { newestFirst } from './reading.ts';

export interface ListedLetter extends Omit<DeadLetter, 'original'>, LetterPlace {
  readonly bytes: number;
  /** The newest retry since the letter was last written; null where there was none. */
  readonly retry: Retry | null;
}

export interface ListOptions {
  readonly filter: LetterFilter;
  readonly limit: number;
  /** Told at the end, if any: records of the topic that could not be read. */
  readonly onUnreadable?: (records: number) => void;
}

type Seen = LetterPlace &
  (
    | { readonly kind: 'letter'; readonly letter: Omit<DeadLetter, 'original'>; readonly bytes: number }
    | { readonly kind: 'retried'; readonly id: string; readonly how: string }
  );

/**
 * The newest dead letters that match, each id once. Retries stand after their letters, so that what is read back to a
 * letter tells of them; originals are not held.
 */
export async function* listLetters(
  { log, serde }: { readonly log: EventLog; readonly serde: Serde },
  { filter, limit, onUnreadable }: ListOptions,
): AsyncGenerator<ListedLetter> {
  const decoder = createLetterDecoder(serde);
  const index = createLetterIndex();
  let left = limit;
  try {
    const records = newestFirst(log, {
      since: filter.since,
      keep: async (batch) => (await decoder.decode(batch)).map(withoutOriginal),
    });
    for await (const record of records) {
      if (record.kind === 'retried') {
        index.addRetry(record.id, { at: record.appendedAt, how: record.how });
        continue;
      }
      const { letter, bytes, kind: _kind, ...place } = record;
      if (!index.addLetter(letter.id, place) || !matches(filter, letter, place.appendedAt)) continue;
      yield { ...letter, ...place, bytes, retry: index.retryOf(letter.id) };
      left -= 1;
      if (left === 0) break;
    }
    if (decoder.unreadable() > 0) onUnreadable?.(decoder.unreadable());
  } finally {
    index.close();
  }
}

function withoutOriginal(record: LetterRecord): Seen {
  const { partition, offset, appendedAt, key } = record;
  const place = { partition, offset, appendedAt, key };
  if (record.kind === 'retried')
    return { ...place, kind: 'retried', id: record.retried.id, how: record.retried.how };
  const { original, ...letter } = record.letter;
  return { ...place, kind: 'letter', letter, bytes: original.length };
}
