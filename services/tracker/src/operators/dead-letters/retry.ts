import type { DeadRow, RowRequests } from '@learning-tracker/fetcher';
import type { ErasureList } from '@learning-tracker/storage';
import {
  type DeadLetter,
  type EventLog,
  type ProducedRecord,
  type Serde,
  TOPICS,
} from '@learning-tracker/streams';
import { decideRetry, type RetryDecision, type RetryOutcome } from './decide-retry.ts';
import { letterUnknown } from './find.ts';
import { createLetterIndex, type LetterIndex } from './letter-index.ts';
import { createLetterDecoder, type LetterFilter, matches } from './letters.ts';
import { oldestFirst } from './reading.ts';

export interface RetryPorts {
  readonly log: EventLog;
  /** Its schemas are registered. */
  readonly serde: Serde;
  readonly isErased: ErasureList['isErased'];
  readonly requests: RowRequests | null;
}

export interface RetryOptions {
  readonly filter: LetterFilter;
  readonly again: boolean;
  /** Says what would be done, and does nothing. */
  readonly dryRun: boolean;
  /** Told of each letter that was dealt with. */
  readonly onLetter: (letter: DeadLetter, outcome: RetryOutcome, why: string) => void;
  readonly onProgress: (done: number, total: number) => void;
}

/** What is sent at once: so many records, notes included, or bytes of originals, whichever comes first. */
const SEND_RECORDS = 500;
const SEND_BYTES = 1024 * 1024;

/**
 * Retries dead letters that match, oldest first within a partition. The topic is read twice, in batches: first to learn
 * what was retried before and which letter of an id is the newest, then to work. Each append holds the originals and the
 * notes of their retries; what a crash parts is retried again, which facts do not mind.
 *
 * @returns how many records of the topic could not be read
 * @throws TrackerError DEAD_LETTER_UNKNOWN before anything was done
 */
export async function retryLetters(ports: RetryPorts, options: RetryOptions): Promise<number> {
  const index = createLetterIndex();
  try {
    const half = (part: number) => (done: number, total: number) =>
      options.onProgress(part * total + done, 2 * total);
    await learn(ports, index, half(0));
    const missing = [...(options.filter.ids ?? [])].filter((id) => !index.has(id));
    if (missing.length > 0) throw letterUnknown(missing);
    return await work(ports, options, index, half(1));
  } finally {
    index.close();
  }
}

type OnProgress = RetryOptions['onProgress'];

async function learn({ log, serde }: RetryPorts, index: LetterIndex, onProgress: OnProgress): Promise<void> {
  const decoder = createLetterDecoder(serde);
  for await (const batch of oldestFirst(log, onProgress)) {
    for (const record of await decoder.decode(batch)) {
      if (record.kind === 'letter') index.addLetter(record.letter.id, record);
      else index.addRetry(record.retried.id, { at: record.appendedAt, how: record.retried.how });
    }
  }
}

async function work(
  ports: RetryPorts,
  { filter, again, dryRun, onLetter }: RetryOptions,
  index: LetterIndex,
  onProgress: OnProgress,
): Promise<number> {
  const decoder = createLetterDecoder(ports.serde);
  const outbox = createOutbox(ports, dryRun);
  for await (const batch of oldestFirst(ports.log, onProgress)) {
    for (const record of await decoder.decode(batch)) {
      if (record.kind !== 'letter') continue;
      const { letter, key } = record;
      if (!index.isNewest(letter.id, record) || !matches(filter, letter, record.appendedAt)) continue;
      const decision = await decideRetry({ ...ports, again }, letter, index.retryOf(letter.id));
      await outbox.add(letter, key, decision);
      onLetter(letter, decision.outcome, decision.why);
    }
  }
  await outbox.send();
  return decoder.unreadable();
}

/** Collects what is to be done, and does it in portions. */
function createOutbox({ log, serde, requests }: RetryPorts, dryRun: boolean) {
  let records: ProducedRecord[] = [];
  let rows: DeadRow[] = [];
  let bytes = 0;

  /** Rows first: a request noted twice is one, but a note of a request never made would hide it. */
  async function send(): Promise<void> {
    if (rows.length > 0) requests?.ask(rows);
    await log.append(records);
    records = [];
    rows = [];
    bytes = 0;
  }

  return {
    async add(letter: DeadLetter, key: string, decision: RetryDecision): Promise<void> {
      if (dryRun || (decision.outcome !== 'appended' && decision.outcome !== 'requested')) return;
      const { id, courseId, learnerId, original } = letter;
      if (decision.outcome === 'requested') rows.push(decision.row);
      else {
        // The key of a dead letter is that of its record.
        records.push({ topic: decision.topic, key, value: original });
        bytes += original.length;
      }
      const note = { id, courseId, learnerId, how: decision.outcome };
      records.push({ topic: TOPICS.deadLetters, key, value: serde.encode('DeadLetterRetried', note) });
      if (records.length >= SEND_RECORDS || bytes >= SEND_BYTES) await send();
    },
    send,
  };
}
