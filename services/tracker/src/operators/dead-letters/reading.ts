import type { Micros } from '@learning-tracker/metrics';
import { type EventLog, type PartitionOffsets, type RecordBatch, TOPICS } from '@learning-tracker/streams';
import type { LetterPlace } from './letters.ts';

type Log = Pick<EventLog, 'offsets' | 'offsetsAt' | 'read'>;

/** Records of a partition read at once when going backwards. */
const WINDOW = 500;

/** Batches of the dead letters partition by partition, oldest first. */
export async function* oldestFirst(
  log: Log,
  onProgress: (done: number, total: number) => void,
): AsyncGenerator<RecordBatch> {
  const ranges = await log.offsets(TOPICS.deadLetters);
  const total = ranges.reduce((sum, { begin, end }) => sum + end - begin, 0);
  let done = 0;
  for (const { partition, begin, end } of ranges) {
    for await (const batch of log.read({ topic: TOPICS.deadLetters, partition, from: begin, to: end })) {
      yield batch;
      done += batch.records.length;
      onProgress(done, total);
    }
  }
}

export interface NewestFirst<T> {
  /** Not before this record time. */
  readonly since?: Micros | undefined;
  /** What to keep of a batch, in its order; a window of it is held for each partition. */
  readonly keep: (batch: RecordBatch) => Promise<readonly T[]>;
}

/**
 * Dead letters over all partitions, newest first: by record time, then partition and offset, downwards. Reads only as
 * far back as it is asked for.
 */
export async function* newestFirst<T extends LetterPlace>(
  log: Log,
  { since, keep }: NewestFirst<T>,
): AsyncGenerator<T> {
  const ranges = await log.offsets(TOPICS.deadLetters);
  const starts = since === undefined ? [] : await log.offsetsAt(TOPICS.deadLetters, since);
  const begins = new Map(starts.map(({ partition, offset }) => [partition, offset]));
  const streams = ranges.map((range) =>
    backwards(log, { ...range, begin: Math.max(range.begin, begins.get(range.partition) ?? 0) }, keep),
  );
  const heads = await Promise.all(streams.map((stream) => stream.next()));
  for (;;) {
    let newest = -1;
    for (const [i, head] of heads.entries()) {
      const best = heads[newest];
      if (head.done !== true && (best === undefined || best.done === true || isNewer(head.value, best.value)))
        newest = i;
    }
    const head = heads[newest];
    const stream = streams[newest];
    if (head === undefined || stream === undefined || head.done === true) return;
    yield head.value;
    heads[newest] = await stream.next();
  }
}

async function* backwards<T>(
  log: Log,
  { topic, partition, begin, end }: PartitionOffsets,
  keep: (batch: RecordBatch) => Promise<readonly T[]>,
): AsyncGenerator<T, undefined> {
  for (let to = end; to > begin; to -= WINDOW) {
    const window: T[] = [];
    const from = Math.max(begin, to - WINDOW);
    for await (const batch of log.read({ topic, partition, from, to })) window.push(...(await keep(batch)));
    yield* window.reverse();
  }
}

function isNewer(a: LetterPlace, b: LetterPlace): boolean {
  if (a.appendedAt !== b.appendedAt) return a.appendedAt > b.appendedAt;
  return a.partition !== b.partition ? a.partition > b.partition : a.offset > b.offset;
}
