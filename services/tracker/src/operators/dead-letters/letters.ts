import type { Micros } from '@learning-tracker/metrics';
import { TrackerError } from '@learning-tracker/runtime';
import {
  type DeadLetter,
  type DeadLetterRetried,
  isErasedRecord,
  type RecordBatch,
  type Serde,
  TOPICS,
} from '@learning-tracker/streams';

/** Where a record of the dead-letters topic stands; its key is that of what became the dead letter. */
export interface LetterPlace {
  readonly partition: number;
  readonly offset: number;
  readonly appendedAt: Micros;
  readonly key: string;
}

/** What the dead-letters topic holds: letters, and notes that one was retried. */
export type LetterRecord = LetterPlace &
  (
    | { readonly kind: 'letter'; readonly letter: DeadLetter }
    | { readonly kind: 'retried'; readonly retried: DeadLetterRetried }
  );

export interface LetterDecoder {
  /** Readable records in the order of the batch. Rejects only where the registry fails. */
  decode(batch: RecordBatch): Promise<readonly LetterRecord[]>;
  /** How many records could not be read so far. */
  unreadable(): number;
}

export function createLetterDecoder(serde: Pick<Serde, 'prepare' | 'decode'>): LetterDecoder {
  let unreadable = 0;
  return {
    async decode({ partition, records }) {
      await serde.prepare(records);
      return records.flatMap(({ offset, appendedAt, key, value }): LetterRecord[] => {
        if (isErasedRecord({ key, value })) return [];
        const place = { partition, offset, appendedAt, key };
        try {
          const event = serde.decode(value);
          if (event.name === 'DeadLetter') return [{ ...place, kind: 'letter', letter: event.value }];
          if (event.name === 'DeadLetterRetried')
            return [{ ...place, kind: 'retried', retried: event.value }];
        } catch (error) {
          if (!(error instanceof TrackerError)) throw error;
        }
        unreadable += 1;
        return [];
      });
    },
    unreadable: () => unreadable,
  };
}

/** What a dead letter was: a whole record of the log, or a row of an export file. */
export type Origin =
  | {
      readonly kind: 'record';
      readonly topic: string;
      readonly partition: number;
      readonly offset: number;
    }
  | {
      readonly kind: 'row';
      readonly checksum: string;
      /** Table, or kind of clickstream. */
      readonly stream: string;
      readonly line: number;
    };

const LOG_TOPICS: ReadonlySet<string> = new Set(Object.values(TOPICS));

/** Reads the origin out of an id: `topic/partition/offset` or `checksum/stream/line`; null for any other. */
export function originOf(id: string): Origin | null {
  const [, first = '', second = '', last = ''] = /^([^/]+)\/([^/]+)\/(\d+)$/.exec(id) ?? [];
  if (first === '') return null;
  if (!LOG_TOPICS.has(first)) return { kind: 'row', checksum: first, stream: second, line: Number(last) };
  return /^\d+$/.test(second)
    ? { kind: 'record', topic: first, partition: Number(second), offset: Number(last) }
    : null;
}

export interface LetterFilter {
  /** Only these. */
  readonly ids?: ReadonlySet<string>;
  /** Topic of a record; table, `access` or `video` of a file's row. */
  readonly topic?: string;
  readonly code?: string;
  readonly course?: string;
  /** Written to the dead letters then or later. */
  readonly since?: Micros;
}

export function matches(
  { ids, topic, code, course, since }: LetterFilter,
  letter: Pick<DeadLetter, 'id' | 'code' | 'courseId'>,
  appendedAt: Micros,
): boolean {
  if (ids !== undefined && !ids.has(letter.id)) return false;
  if (code !== undefined && letter.code !== code) return false;
  if (course !== undefined && letter.courseId !== course) return false;
  if (since !== undefined && appendedAt < since) return false;
  if (topic === undefined) return true;
  const origin = originOf(letter.id);
  return origin !== null && (origin.kind === 'record' ? origin.topic : origin.stream) === topic;
}
