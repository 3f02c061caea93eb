import { TrackerError } from '@learning-tracker/runtime';
import { type DeadLetter, type EventLog, type Serde, TOPICS } from '@learning-tracker/streams';
import { TRACKER_ERRORS } from '../../errors.ts';
import { createLetterDecoder } from './letters.ts';
import { type ListedLetter, listLetters } from './list.ts';

/** The newest dead letter of an id, with its original. @throws TrackerError DEAD_LETTER_UNKNOWN */
export async function findLetter(
  ports: { readonly log: EventLog; readonly serde: Serde },
  id: string,
): Promise<ListedLetter & Pick<DeadLetter, 'original'>> {
  for await (const listed of listLetters(ports, { filter: { ids: new Set([id]) }, limit: 1 })) {
    const { partition, offset } = listed;
    const decoder = createLetterDecoder(ports.serde);
    const range = { topic: TOPICS.deadLetters, partition, from: offset, to: offset + 1 };
    for await (const batch of ports.log.read(range)) {
      for (const record of await decoder.decode(batch)) {
        if (record.kind === 'letter') return { ...listed, original: record.letter.original };
      }
    }
  }
  throw letterUnknown([id]);
}

export function letterUnknown(ids: readonly string[]): TrackerError {
  return new TrackerError(
    'DEAD_LETTER_UNKNOWN',
    `no dead letter is called ${ids.join(', ')}`,
    TRACKER_ERRORS.DEAD_LETTER_UNKNOWN,
  );
}
