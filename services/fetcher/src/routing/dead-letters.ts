import type { RowErrorCode } from '@learning-tracker/coursera';
import { type ProducedRecord, recordKey, type Serde, TOPICS } from '@learning-tracker/streams';
import type { RoutingErrorCode } from '../errors.ts';

export interface RejectedRow {
  readonly line: number;
  readonly code: RowErrorCode | RoutingErrorCode;
  readonly reason: string;
  readonly original: Uint8Array;
  /** Null where the row does not tell. */
  readonly courseId: string | null;
  readonly learnerId: string | null;
}

export interface RejectedFrom {
  readonly checksum: string;
  /** Table, or kind of clickstream. */
  readonly stream: string;
  /** What a person looks for: the file's name, and within a zip the table's. */
  readonly file: string;
}

/** Builds the dead letter of a row; its id is the same however often the file is read. */
export function deadLetterOf(
  serde: Pick<Serde, 'encode'>,
  row: RejectedRow & { readonly courseId: string },
  from: RejectedFrom,
): ProducedRecord {
  const learnerId = row.learnerId === '' ? null : row.learnerId;
  return {
    topic: TOPICS.deadLetters,
    key: recordKey(row.courseId, learnerId ?? undefined),
    value: serde.encode('DeadLetter', {
      id: `${from.checksum}/${from.stream}/${row.line}`,
      courseId: row.courseId,
      learnerId,
      code: row.code,
      reason: row.reason,
      source: `${from.file}:${row.line}`,
      original: row.original,
    }),
  };
}
