import type { AggregateStore, Claim, Commit, LearnerRecord, LearnerRef, OutcomeCounts } from '../src/port.ts';

export const TOPIC = 'clickstream-events';
export const OTHER_TOPIC = 'table-rows';

/** Of two partitions, these are in the first (murmur2 of `course-a/<id>`) … */
export const ANA = { courseId: 'course-a', learnerId: 'ana' };
export const BEN = { courseId: 'course-a', learnerId: 'ben' };
/** … and this one in the second. */
export const DORA = { courseId: 'course-a', learnerId: 'dora' };
/** In the first of two partitions, and in another course. */
export const BEN_ELSEWHERE = { courseId: 'course-b', learnerId: 'ben' };

export const NO_COUNTS: OutcomeCounts = { applied: 0, unchanged: 0, ignored: 0, deadLettered: 0, erased: 0 };

export function bytes(...values: number[]): Uint8Array {
  return Uint8Array.from(values);
}

export function commitOf(changes: Partial<Commit>): Commit {
  return {
    positions: {},
    parts: [],
    learners: [],
    courseParts: [],
    ids: [],
    counts: {},
    complete: false,
    ...changes,
  };
}

/** A commit of one part of a learner, which moves `TOPIC` from `from` on by one. */
export function stepOf(learner: LearnerRef, part: string, content: Uint8Array, from: number): Commit {
  return commitOf({
    positions: { [TOPIC]: { from, to: from + 1 } },
    parts: [{ ...learner, part, bytes: content }],
    learners: [{ ...learner, revision: `revision ${from}`, publishedAt: from, processedAt: from + 1 }],
    counts: { [TOPIC]: { ...NO_COUNTS, applied: 1 } },
  });
}

/** Commits on the claim as it moves; fails where the store refuses. */
export async function steps(
  store: AggregateStore,
  claim: Claim,
  changes: readonly { learner: LearnerRef; part: string; bytes: Uint8Array }[],
): Promise<void> {
  let from = claim.positions[TOPIC] ?? 0;
  for (const { learner, part, bytes: content } of changes) {
    const result = await store.commit(claim.partition, claim, stepOf(learner, part, content, from));
    if (result !== 'committed') throw new Error(`the store answered ${result} to a commit from ${from}`);
    from += 1;
  }
}

/** Bytes of any kind of array, so that adapters may answer with Buffers. */
export function plain(part: Uint8Array | null | undefined): number[] | null {
  return part === null || part === undefined ? null : [...part];
}

export function plainParts(
  parts: ReadonlyMap<string, Uint8Array> | undefined,
): Record<string, number[] | null> {
  return Object.fromEntries([...(parts ?? [])].map(([name, part]) => [name, plain(part)]));
}

export async function scanned(records: AsyncIterable<LearnerRecord>): Promise<LearnerRecord[]> {
  const all: LearnerRecord[] = [];
  for await (const record of records) all.push(record);
  return all;
}

export function refOf({ courseId, learnerId }: LearnerRef): string {
  return `${courseId}/${learnerId}`;
}
