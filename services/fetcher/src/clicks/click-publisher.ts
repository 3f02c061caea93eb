import type { BadRow } from '@learning-tracker/coursera';
import type { Micros } from '@learning-tracker/metrics';
import { type ProducedRecord, TOPICS } from '@learning-tracker/streams';
import type { CourseClicks, FileCounts } from '../ledger/files.ts';
import type { Unplaced } from '../ledger/unplaced.ts';
import { deadLetterOf, type RejectedRow } from '../routing/dead-letters.ts';
import type { Work, WorkFile } from '../run/work.ts';
import { createClickTargets } from './click-targets.ts';
import type { ClickBlock, ClickRequest } from './reading/click-reader.ts';

/** What is known of a file before the first row of this reading. */
export interface ClicksSoFar {
  readonly kind: 'access' | 'video';
  readonly counts: FileCounts;
  readonly tallies: ReadonlyMap<string, CourseClicks>;
  /** A course that was unknown at some row stays so to the end of the reading; the file is taken again for it. */
  readonly unplaced: readonly Unplaced[];
}

export type ClickPublisher = ReturnType<typeof createClickPublisher>;

/** Turns the blocks of one file into clicks and dead letters, sends them, and counts what became of each. */
export function createClickPublisher(work: Work, file: WorkFile, soFar: ClicksSoFar) {
  const { deps, routes, step, append } = work;
  const { kind } = soFar;
  const counts = { ...soFar.counts };
  const unplaced = new Map(soFar.unplaced.map((entry) => [entry.id, { ...entry }]));
  const targets = createClickTargets(work, soFar.tallies, new Map(unplaced));
  const from = { checksum: file.checksum, stream: kind, file: file.name };
  let pending: ProducedRecord[] = [];

  function take(block: ClickBlock): void {
    // Asked for each block, so that an erasure takes effect within a chunk.
    const parties = block.ids.map((id, at) => partyOf(id, block.learners[at] ?? ''));
    let start = 0;
    for (const [row, number] of block.party.entries()) {
      const end = block.end[row] ?? start;
      const value = block.values.subarray(start, end);
      start = end;
      const party = parties[number];
      if (party === undefined) throw new RangeError(`a block has no party ${number}`);
      takeRow(party, block.line[row] ?? 0, block.at[row] ?? 0, value);
    }
    for (const row of block.bad) takeBad(row);
  }

  function partyOf(id: string, learnerId: string) {
    const target = targets.of(id);
    return { id, learnerId, target, key: target.route.to === 'course' ? target.keyOf(learnerId) : null };
  }

  function takeRow(party: ReturnType<typeof partyOf>, line: number, at: Micros, value: Uint8Array): void {
    const { id, learnerId, target, key } = party;
    counts.read += 1;
    if (target.route.to === 'unknown') {
      const { courseId } = target.route;
      noteUnplaced(id, 'dead', reject(unknownCourse({ id, learnerId, line, courseId, original: value })));
    } else if (target.route.to !== 'course') {
      counts.foreign += 1;
      noteUnplaced(id, 'foreign', 'rows');
    } else if (key === null) {
      counts.erased += 1;
    } else {
      pending.push({ topic: TOPICS.clicks, key, value });
      counts.published += 1;
      target.note(at);
    }
  }

  function takeBad(row: BadRow): void {
    counts.read += 1;
    const id = idOf(row);
    const { route } = id === null ? { route: null } : targets.of(id);
    if (id !== null && route?.to === 'foreign') {
      counts.foreign += 1;
      noteUnplaced(id, 'foreign', 'rows');
      return;
    }
    reject({ ...row, courseId: route?.to === 'course' || route?.to === 'unknown' ? route.courseId : null });
  }

  /** @returns how the row is counted */
  function reject(row: RejectedRow): 'rows' | 'erased' {
    const courseId = row.courseId ?? routes.sole ?? 'unknown';
    if (row.learnerId !== null && deps.isErased(courseId, row.learnerId)) {
      counts.erased += 1;
      return 'erased';
    }
    pending.push(deadLetterOf(deps.serde, { ...row, courseId }, from));
    counts.dead += 1;
    return 'rows';
  }

  function noteUnplaced(id: string, outcome: Unplaced['outcome'], counted: 'rows' | 'erased'): void {
    const entry = unplaced.get(id) ?? { by: 'click', id, stream: kind, outcome, rows: 0, erased: 0 };
    unplaced.set(id, { ...entry, [counted]: entry[counted] + 1 });
  }

  return {
    /** What a reader has to know for `take`. */
    request: (afterLine: number, only: ClickRequest['only']): ClickRequest => ({
      places: targets.places,
      originals: !routes.partnerScope || soFar.unplaced.some(({ outcome }) => outcome === 'dead'),
      configs: routes.configs.map(({ courseId, publish }) => ({ courseId, publish })),
      afterLine,
      only,
    }),
    take,
    counts: (): FileCounts => ({ ...counts }),
    /** Published clicks by course. */
    tallies: targets.tallies,
    unplaced: () => unplaced.values(),
    /** Records that wait to be sent. */
    waiting: () => pending.length,
    async send(): Promise<void> {
      step('publish clicks');
      await append(pending);
      step('published clicks');
      pending = [];
    },
  };
}

/** What a row that could not be read has in the column of the course, as far as it could be read. */
export function idOf({ course }: BadRow): string | null {
  if (course?.by === 'course') return course.courseId;
  return course?.by === 'branch' ? course.branchId : null;
}

function unknownCourse({
  id,
  ...row
}: Omit<RejectedRow, 'code' | 'reason'> & { readonly id: string }): RejectedRow {
  return {
    ...row,
    code: 'unknown_course',
    reason: `The row is of course ${id}, which no course.json names. Add the course, or leave it out of the export.`,
  };
}
