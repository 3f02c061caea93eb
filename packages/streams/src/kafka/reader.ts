import { checkOffset } from '../offset-range.ts';
import type { OffsetRange, RecordBatch } from '../port.ts';
import { isOutOfRange } from './failures.ts';
import { type Fetched, fetchRecords, leaderOf } from './fetch.ts';
import type { Session } from './session.ts';
import type { TopicCatalog } from './topic-catalog.ts';

export interface ReaderDeps {
  readonly session: Session;
  readonly catalog: TopicCatalog;
  readonly fetchWait: number;
  readonly fetchBytes: number;
}

/** Reads a range without a group; the next records are fetched while the caller works on the last. */
export async function* readRange(deps: ReaderDeps, range: OffsetRange): AsyncGenerator<RecordBatch> {
  const { topic, partition } = range;
  const bounds = await deps.catalog.bounds(range);
  const end = Math.min(bounds.end, range.to);
  checkOffset(range, range.from, bounds.begin, end);
  let fetching = range.from < end ? fetchFrom(deps, range, range.from) : undefined;
  while (fetching !== undefined) {
    const fetched: Fetched = await fetching;
    if (fetched.next === fetched.from && (await deps.catalog.bounds(range)).end < end) return;
    fetching = fetched.next < end ? fetchFrom(deps, range, fetched.next) : undefined;
    // The caller may leave in between; nobody then hears of a failure.
    fetching?.catch(() => {});
    const { highWatermark } = fetched;
    const records = fetched.batches.flatMap((batch) =>
      batch.records(fetched.from).filter(({ offset }) => offset < end),
    );
    if (records.length > 0) yield { topic, partition, records, highWatermark };
  }
}

async function fetchFrom(deps: ReaderDeps, range: OffsetRange, offset: number): Promise<Fetched> {
  const { topic, partition } = range;
  try {
    return await deps.session.use(`read ${topic}/${partition}`, [topic], async (cluster) => {
      const leader = leaderOf(cluster, range);
      const limits = { wait: deps.fetchWait, bytes: deps.fetchBytes };
      const request = { topic, partition, offset };
      const [fetched] = leader === undefined ? [] : await fetchRecords(cluster, leader, [request], limits);
      return fetched ?? { topic, partition, from: offset, next: offset, batches: [], highWatermark: offset };
    });
  } catch (error) {
    if (isOutOfRange(error)) {
      const { begin, end } = await deps.catalog.bounds(range);
      checkOffset(range, offset, begin, end);
    }
    throw error;
  }
}
