import type { AggregateStore, PartitionProgress } from '@learning-tracker/storage';

/** Everything of a store that the facts alone decide, by name: parts, revisions, settings, course parts, the id map. */
export type Snapshot = ReadonlyMap<string, string>;

/** Ids that the id map is asked for. */
export interface KnownIds {
  readonly courseId: string;
  readonly tableIds: readonly string[];
  readonly dashboardIds: readonly string[];
}

export async function snapshotOf(store: AggregateStore, ids: KnownIds): Promise<Snapshot> {
  const found = new Map<string, string>();
  for (let partition = 0; partition < store.partitions; partition += 1) {
    for await (const { courseId, learnerId, meta, parts } of store.scan(partition)) {
      const learner = `learner ${courseId}/${learnerId}`;
      found.set(`${learner}, revision`, meta.revision);
      for (const [name, bytes] of parts) found.set(`${learner}, part ${name}`, hex(bytes));
    }
  }
  for (const courseId of await store.courses()) {
    for (const [name, bytes] of (await store.readCourse(courseId))?.parts ?? []) {
      found.set(`course ${courseId}, part ${name}`, hex(bytes));
    }
  }
  const { courseId } = ids;
  for (const id of ids.tableIds) {
    found.set(`dashboard id of ${id}`, (await store.dashboardId(courseId, id)) ?? 'none');
  }
  for (const id of ids.dashboardIds) {
    found.set(`table id of ${id}`, (await store.tableId(courseId, id)) ?? 'none');
    const { part, pending } = await store.settings({ courseId, learnerId: id });
    found.set(`settings of ${id}`, `${part === null ? 'none' : hex(part)}, ${pending.length} pending`);
  }
  return found;
}

/** The first entry, by name, in which two snapshots differ; null where they are the same. */
export function firstDifference(found: Snapshot, wanted: Snapshot): string | null {
  for (const name of [...new Set([...found.keys(), ...wanted.keys()])].sort()) {
    const [is, should] = [found.get(name) ?? 'absent', wanted.get(name) ?? 'absent'];
    if (is !== should) return `${name}: ${is} instead of ${should}`;
  }
  return null;
}

/**
 * The first topic and partition whose books do not balance: records counted by outcome, the position, and the log's
 * end must be one number. Null where all do.
 *
 * @param ends by `topic/partition`; that of `course-content` is 0
 */
export function firstImbalance(
  progress: readonly PartitionProgress[],
  ends: ReadonlyMap<string, number>,
): string | null {
  const books = new Map<string, string>();
  for (const { partition, positions, counts } of progress) {
    for (const [topic, position] of Object.entries(positions)) {
      const counted = Object.values(counts[topic] ?? {}).reduce((sum, count) => sum + count, 0);
      books.set(
        `${topic}/${partition === 'content' ? 0 : partition}`,
        `${counted} counted, position ${position}`,
      );
    }
  }
  for (const [place, end] of ends) {
    const book = books.get(place) ?? '0 counted, position 0';
    if (book !== `${end} counted, position ${end}`) return `${place}: ${book}, but the log ends at ${end}`;
  }
  return null;
}

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex');
}
