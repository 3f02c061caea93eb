import type { DeadRow, RowRequests } from '@learning-tracker/fetcher';
import type { ErasureList } from '@learning-tracker/storage';
import { type DeadLetter, eventOf, learnersOf, type Serde } from '@learning-tracker/streams';

import type { Retry } from './letter-index.ts';
import { originOf } from './letters.ts';

export type RetryOutcome = 'appended' | 'requested' | 'already' | 'erased' | 'impossible';

/** What is to be done with a dead letter, and why in words that are the same for all such letters. */
export type RetryDecision =
  | { readonly outcome: 'appended'; readonly why: string; readonly topic: string }
  | { readonly outcome: 'requested'; readonly why: string; readonly row: DeadRow }
  | { readonly outcome: 'already' | 'erased' | 'impossible'; readonly why: string };

export interface RetryContext {
  readonly serde: Pick<Serde, 'prepare' | 'decode'>;
  readonly isErased: ErasureList['isErased'];
  /** The fetcher's ledger; null where it is on another machine. */
  readonly requests: Pick<RowRequests, 'check'> | null;
  /** Once more, whatever was retried before. */
  readonly again: boolean;
}

/** Decides without doing anything. Rejects only where the schema registry fails. */
export async function decideRetry(
  context: RetryContext,
  letter: DeadLetter,
  before: Retry | null,
): Promise<RetryDecision> {
  if (await isOfErased(context, letter)) {
    return { outcome: 'erased', why: 'of learners on the erasure list: never retried' };
  }
  if (before !== null && !context.again) {
    return { outcome: 'already', why: 'retried before: --again retries them once more' };
  }
  const origin = originOf(letter.id);
  if (origin === null) return { outcome: 'impossible', why: 'the id names neither a record nor a row' };
  if (origin.kind === 'row') {
    const { checksum, stream, line } = origin;
    return decideRow(context, letter, { checksum, stream, line });
  }
  return { outcome: 'appended', why: `records appended again to ${origin.topic}`, topic: origin.topic };
}

function decideRow({ requests }: RetryContext, { code }: DeadLetter, row: DeadRow): RetryDecision {
  if (code === 'unknown_course') {
    const why = 'rows of an unknown course: the fetcher takes them by itself once course.json names it';
    return { outcome: 'impossible', why };
  }
  if (requests === null) {
    const why = 'rows of files: retry them where the ledger of the fetcher is (FETCHER_LEDGER_FILE)';
    return { outcome: 'impossible', why };
  }
  switch (requests.check(row)) {
    case 'requested':
      return {
        outcome: 'requested',
        why: 'rows the fetcher takes again at its next look, if the file is there',
        row,
      };
    case 'taken-before':
      return { outcome: 'already', why: 'rows that could be taken since' };
    case 'file-unknown':
      return { outcome: 'impossible', why: 'rows of files that this ledger does not know' };
    case 'file-failed':
      return { outcome: 'impossible', why: 'rows of files that have failed since as a whole' };
  }
}

/** Also by whom the record itself names: it may stand under another's key, or under its course alone. */
async function isOfErased({ serde, isErased }: RetryContext, letter: DeadLetter): Promise<boolean> {
  const { id, courseId, learnerId, original } = letter;
  if (learnerId !== null && isErased({ courseId, learnerId })) return true;
  if (originOf(id)?.kind !== 'record') return false;
  const event = await eventOf(serde, original);
  if (event === null) return false;
  return learnersOf(event).some((named) => isErased({ courseId: event.value.courseId, learnerId: named }));
}
