import type { BadRow, Click } from '@learning-tracker/coursera';
import { type ProducedRecord, TOPICS } from '@learning-tracker/streams';
import type { CourseClicks, FileCounts } from '../ledger/files.ts';
import type { Unplaced } from '../ledger/unplaced.ts';
import { deadLetterOf, type RejectedRow } from '../routing/dead-letters.ts';
import type { ExtraPicker } from '../routing/extra-columns.ts';
import type { Work, WorkFile } from '../run/work.ts';
import { createClickTargets } from './click-targets.ts';

/** What is known of a file before the first row of this reading. */
export interface ClicksSoFar {
  readonly kind: 'access' | 'video';
  readonly picker: ExtraPicker;
  readonly counts: FileCounts;
  readonly tallies: ReadonlyMap<string, CourseClicks>;
  /** A course that was unknown at some row stays so to the end of the reading; the file is taken again for it. */
  readonly unplaced: readonly Unplaced[];
}

export type ClickPublisher = ReturnType<typeof createClickPublisher>;

/** Turns the rows of one file into clicks and dead letters, sends them, and counts what became of each. */
export function createClickPublisher(work: Work, file: WorkFile, soFar: ClicksSoFar) {
  const { deps, routes, step, append } = work;
  const { kind, picker } = soFar;
  const counts = { ...soFar.counts };
  const unplaced = new Map(soFar.unplaced.map((entry) => [entry.id, { ...entry }]));
  const targets = createClickTargets(work, soFar.tallies, new Map(unplaced));
  const from = { checksum: file.checksum, stream: kind, file: file.name };
  let pending: ProducedRecord[] = [];

  function take(click: Click): void {
    counts.read += 1;
    const { courseOrBranchId: id, learnerId } = click;
    const target = targets.of(id);
    if (target.route.to === 'unknown') {
      noteUnplaced(id, 'dead', reject(unknownCourse(click, target.route.courseId)));
    } else if (target.route.to !== 'course') {
      counts.foreign += 1;
      noteUnplaced(id, 'foreign', 'rows');
    } else {
      const key = target.keyOf(learnerId);
      if (key === null) {
        counts.erased += 1;
        return;
      }
      pending.push({ topic: TOPICS.clicks, key, value: encode(click, target.route.courseId) });
      counts.published += 1;
      target.note(click.at);
    }
  }

  /** Each field by name: nothing else leaves the fetcher. */
  function encode(click: Click, courseId: string): Uint8Array {
    return deps.serde.encode('ClickObserved', {
      courseId,
      learnerId: click.learnerId,
      kind: click.kind,
      at: click.at,
      url: click.url,
      key: click.key,
      value: click.value,
      identity: click.identity,
      occurrence: click.occurrence,
      extra: picker.pick(courseId, click.extra),
    });
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
    take,
    takeBad,
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
      targets.forgetLearners();
    },
  };
}

/** What a row that could not be read has in the column of the course, as far as it could be read. */
export function idOf({ course }: BadRow): string | null {
  if (course?.by === 'course') return course.courseId;
  return course?.by === 'branch' ? course.branchId : null;
}

function unknownCourse(click: Click, courseId: string | null): RejectedRow {
  const { line, learnerId, courseOrBranchId, kind, at, url, key, value } = click;
  return {
    line,
    code: 'unknown_course',
    reason: `The row is of course ${courseOrBranchId}, which no course.json names. Add the course, or leave it out of the export.`,
    original: Buffer.from(JSON.stringify({ learnerId, courseOrBranchId, kind, at, url, key, value })),
    courseId,
    learnerId,
  };
}
