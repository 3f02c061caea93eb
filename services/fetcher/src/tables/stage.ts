import type { BadRow, CourseHint, TableEntry, TableRow, TablesZip } from '@learning-tracker/coursera';
import type { ProducedRecord } from '@learning-tracker/streams';
import type { Coverage, Route } from '../routing/course-routes.ts';
import { deadLetterOf, type RejectedRow } from '../routing/dead-letters.ts';
import type { ExtraPicker } from '../routing/extra-columns.ts';
import { readRows } from '../run/read-rows.ts';
import type { Work, WorkFile } from '../run/work.ts';
import { problemOf } from './row-problems.ts';
import { createTargets } from './snapshot-targets.ts';
import { createUnplacedNotes } from './unplaced-notes.ts';

/** Rows of a zip that did not become part of a snapshot, and all that were read. */
export interface StagingTally {
  read: number;
  dead: number;
  foreign: number;
  /** Unusable rows of erased learners; no dead letter tells of them. */
  erased: number;
}

export interface TableSource {
  readonly file: WorkFile;
  readonly zip: TablesZip;
  readonly entry: TableEntry;
  readonly picker: ExtraPicker;
  readonly coverage: Coverage;
}

/**
 * Reduces one table to the effective row of each key, course by course, in the ledger. Memory does not grow with
 * the table. Rejects with `ReadingFailed` where the table cannot be read to its end; nothing of it then remains.
 */
export async function stageTable(work: Work, source: TableSource): Promise<StagingTally> {
  const { ledger, deps, routes } = work;
  const { file, zip, entry, picker, coverage } = source;
  const tally: StagingTally = { read: 0, dead: 0, foreign: 0, erased: 0 };
  const targets = createTargets(ledger, {
    checksum: file.checksum,
    table: entry.name,
    version: zip.snapshotAt,
    picker,
    counted: entry.name === 'course_progress',
  });
  const notes = createUnplacedNotes(ledger, file.checksum, entry.name);
  let letters: ProducedRecord[] = [];

  function reject(row: RejectedRow, course: CourseHint | null): void {
    const courseId = row.courseId ?? routes.sole ?? 'unknown';
    if (row.learnerId !== null && deps.isErased(courseId, row.learnerId)) {
      tally.erased += 1;
      return;
    }
    tally.dead += 1;
    if (notes.isTold(course)) return;
    const from = { checksum: file.checksum, stream: entry.name, file: `${file.name}/${entry.file}` };
    letters.push(deadLetterOf(deps.serde, { ...row, courseId }, from));
  }

  function rejectRow(
    row: TableRow,
    courseId: string | null,
    code: RejectedRow['code'],
    reason: string,
  ): void {
    const original = Buffer.from(JSON.stringify({ ...row.row, ...row.extra }));
    reject({ line: row.line, code, reason, original, courseId, learnerId: row.learnerId }, row.course);
  }

  function take(row: TableRow, courseId: string): void {
    tally.read += 1;
    const problem = problemOf(row);
    if (problem !== null) {
      rejectRow(row, courseId, problem.code, problem.reason);
      targets.unreadable(courseId, row.key);
    } else if (isErased(work, courseId, row)) targets.erased(courseId);
    else if (entry.typed || picker.asks(courseId)) targets.stage(courseId, row);
    else tally.foreign += 1;
  }

  function takeRow(row: TableRow): void {
    learnBranch(work, row);
    const route = routes.ofHint(row.course, coverage);
    noteCoverage(coverage, route);
    notes.note(row.course, route);
    if (route.to === 'course') {
      take(row, route.courseId);
    } else if (route.to === 'every-course' && coverage.covered.size > 0) {
      for (const courseId of coverage.covered) take(row, courseId);
    } else {
      tally.read += 1;
      if (route.to !== 'unknown') tally.foreign += 1;
      else rejectRow(row, route.courseId, 'unknown_course', unknownCourse(row));
    }
  }

  function takeBad(row: BadRow): void {
    tally.read += 1;
    const route = row.course === null ? null : routes.ofHint(row.course, coverage);
    if (route !== null) noteCoverage(coverage, route);
    if (route !== null && row.course !== null) notes.note(row.course, route);
    if (route?.to === 'foreign') {
      tally.foreign += 1;
      return;
    }
    const courseId = route?.to === 'course' || route?.to === 'unknown' ? route.courseId : null;
    reject({ ...row, courseId }, row.course);
    if (row.key === null) return;
    const courses =
      route?.to === 'course' ? [route.courseId] : route?.to === 'every-course' ? coverage.covered : [];
    for (const course of courses) targets.unreadable(course, row.key);
  }

  for await (const chunk of readRows(zip.rows(entry, { publish: picker.columns }))) {
    work.step(`stage ${entry.name}`);
    ledger.transaction(() => {
      for (const row of chunk.rows) takeRow(row);
      for (const row of chunk.bad) takeBad(row);
    });
    await work.append(letters);
    letters = [];
  }
  work.step(`staged ${entry.name}`);
  ledger.transaction(() => {
    targets.save();
    notes.save();
    ledger.files.setTold(file.checksum, entry.name);
  });
  return tally;
}

/**
 * Reads a table only to learn which courses the zip holds rows of; ends as soon as all configured ones are known.
 * Rows of others are noted too: a course may be in a zip by such a table alone, and has item types then.
 */
export async function learnCoverage(
  work: Work,
  { file, zip, entry, coverage }: Omit<TableSource, 'picker'>,
): Promise<void> {
  const { ledger, routes } = work;
  const notes = createUnplacedNotes(ledger, file.checksum, entry.name);
  for await (const chunk of readRows(zip.rows(entry))) {
    work.step(`coverage ${entry.name}`);
    for (const { course } of chunk.rows) {
      const route = routes.ofHint(course, coverage);
      noteCoverage(coverage, route);
      notes.note(course, route);
    }
    if (coverage.covered.size === routes.configs.length && coverage.others) break;
  }
  ledger.transaction(() => notes.save());
}

function noteCoverage(coverage: Coverage, route: Route): void {
  if (route.to === 'course') coverage.covered.add(route.courseId);
  else if (route.to === 'foreign' || (route.to === 'unknown' && route.courseId !== null))
    coverage.others = true;
}

/** Of courses that are not configured too, so that their rows are known as such. */
function learnBranch({ routes }: Work, { row, course }: TableRow): void {
  if (course.by !== 'course') return;
  if ((row.kind === 'SessionRow' || row.kind === 'BranchRow') && row.branchId !== null) {
    routes.learnBranch(row.branchId, course.courseId);
  }
}

/** The id map has rows about a learner that belong to the course. */
function isErased({ deps }: Work, courseId: string, { row, learnerId }: TableRow): boolean {
  if (row.kind === 'LearnerIdRow') {
    return deps.isErased(courseId, row.tableId) || deps.isErased(courseId, row.dashboardId);
  }
  return learnerId !== null && deps.isErased(courseId, learnerId);
}

function unknownCourse({ course }: TableRow): string {
  const named =
    course.by === 'branch'
      ? `branch ${course.branchId}`
      : course.by === 'slug'
        ? `slug ${course.underscored}`
        : course.by === 'course'
          ? `course ${course.courseId}`
          : 'no course';
  return `The row is of ${named}, which no course.json names. Add the course, or leave it out of the export.`;
}
