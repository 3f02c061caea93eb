import type { TableEntry, TablesZip } from '@learning-tracker/coursera';
import { messageOf, TrackerError } from '@learning-tracker/runtime';
import type { FinishedFile } from '../ledger/files.ts';
import type { Coverage } from '../routing/course-routes.ts';
import { createExtraPicker, type ExtraPicker } from '../routing/extra-columns.ts';
import { ReadingFailed } from '../run/read-rows.ts';
import type { Work, WorkFile } from '../run/work.ts';
import { decide } from './decide.ts';
import { publishSnapshot } from './publish.ts';
import { inReadOrder, namesCourse } from './read-order.ts';
import { openSnapshot } from './snapshot-targets.ts';
import { learnCoverage, type StagingTally, stageTable } from './stage.ts';

interface WantedTable {
  readonly entry: TableEntry;
  readonly picker: ExtraPicker;
}

/**
 * Publishes what a verified table zip changes: all its tables are staged first, since only then it is known which
 * courses the zip covers; then table by table and course by course is compared, published and made the base.
 */
export async function publishZip(work: Work, file: WorkFile, zip: TablesZip): Promise<void> {
  const { ledger, step } = work;
  // Rows whose course has become known since this zip was read: their tables are staged and compared again.
  const placed = ledger.unplaced.ofFile(file.checksum).flatMap((entry) => {
    const courseId = work.routes.placeOf(entry);
    return courseId === undefined ? [] : [{ ...entry, courseId }];
  });
  const asked = new Set(ledger.retakes.ofFile(file.checksum).map(({ stream }) => stream));
  const askedAgain = ledger.snapshots.ofFile(file.checksum).filter(({ table }) => asked.has(table));
  step('begin zip');
  ledger.transaction(() => {
    ledger.files.begin(file.checksum, zip.snapshotAt);
    ledger.snapshots.removeUnpublished(file.checksum);
    for (const { courseId, stream } of placed) ledger.snapshots.reopen(file.checksum, courseId, stream);
    for (const { courseId, table } of askedAgain) ledger.snapshots.reopen(file.checksum, courseId, table);
  });

  const failures = new Map(zip.failures.map(({ table, reason }) => [table, reason]));
  const coverage: Coverage = { covered: new Set(), others: false };
  const staged = await stageAll(work, { file, zip, coverage, failures });

  for (const { entry, picker } of staged) {
    for (const { courseId } of work.routes.configs) {
      if (!coverage.covered.has(courseId) || !(entry.typed || picker.asks(courseId))) continue;
      await settle(work, { file, zip, table: entry.name, courseId });
    }
  }
  step('finish zip');
  ledger.transaction(() => {
    ledger.unplaced.remove(file.checksum, placed);
    ledger.retakes.settle(file.checksum, []);
    ledger.files.finish(file.checksum, { ...outcomeOf(work, file, failures), at: work.deps.clock.now() });
  });
}

interface Staging {
  readonly file: WorkFile;
  readonly zip: TablesZip;
  readonly coverage: Coverage;
  /** Reasons by table; tables that cannot be read to their end are added. */
  readonly failures: Map<string, string>;
}

async function stageAll(
  work: Work,
  { file, zip, coverage, failures }: Staging,
): Promise<readonly WantedTable[]> {
  const { ledger, routes } = work;
  const total: StagingTally = { read: 0, dead: 0, foreign: 0, erased: 0 };
  const staged: WantedTable[] = [];
  let unread = zip.tables.filter((entry) => !isWanted(work, entry) && namesCourse(entry));

  for (const entry of inReadOrder(zip.tables)) {
    if (failures.has(entry.name)) continue;
    if (!namesCourse(entry)) {
      // From here on rows belong to the courses of the zip: all that can tell of one must have been read.
      for (const other of inReadOrder(unread)) {
        if (coverage.covered.size === routes.configs.length) break;
        await tolerate(other, failures, () => learnCoverage(work, { file, zip, entry: other, coverage }));
      }
      unread = [];
    }
    if (entry.name === 'courses') {
      unread = unread.filter((other) => other !== entry);
      await tolerate(entry, failures, () => learnCoverage(work, { file, zip, entry, coverage }));
    }
    if (!isWanted(work, entry)) continue;
    const picker = createExtraPicker(routes.configs, entry.name);
    await tolerate(entry, failures, async () => {
      const tally = await stageTable(work, { file, zip, entry, picker, coverage });
      total.read += tally.read;
      total.dead += tally.dead;
      total.foreign += tally.foreign;
      total.erased += tally.erased;
      staged.push({ entry, picker });
    });
  }
  ledger.files.setCounts(file.checksum, 0, { ...total, published: 0 });
  return staged;
}

/** A table that cannot be read is a failed table, not a failed zip. */
async function tolerate(
  entry: TableEntry,
  failures: Map<string, string>,
  read: () => Promise<void>,
): Promise<void> {
  try {
    await read();
  } catch (error) {
    if (!(error instanceof ReadingFailed) || hasChanged(error.cause)) throw error;
    failures.set(entry.name, `${entry.file}: ${messageOf(error.cause)}`);
  }
}

/** The zip is another one now: nothing of it may be used. */
function hasChanged(error: unknown): boolean {
  return error instanceof TrackerError && error.code === 'FILE_CHANGED';
}

function isWanted({ routes }: Work, entry: TableEntry): boolean {
  return entry.typed || routes.configs.some(({ publish }) => Object.hasOwn(publish, entry.name));
}

interface Settled {
  readonly file: WorkFile;
  readonly zip: TablesZip;
  readonly table: string;
  readonly courseId: string;
}

/** Also for a course without a row in the table: an empty table is a statement about the courses of its zip. */
async function settle(work: Work, { file, zip, table, courseId }: Settled): Promise<void> {
  const { ledger } = work;
  const of = { checksum: file.checksum, table, version: zip.snapshotAt };
  const snapshot = ledger.transaction(() => openSnapshot(ledger, of, courseId));
  if (snapshot?.state !== 'staging') return;
  decide(work, snapshot, ledger.files.find(file.checksum)?.accepted === true);
  const decided = ledger.snapshots.get(snapshot.id);
  if (decided.state === 'publishing') await publishSnapshot(work, decided);
}

function outcomeOf(
  { ledger }: Work,
  file: WorkFile,
  failures: ReadonlyMap<string, string>,
): Omit<FinishedFile, 'at'> {
  const snapshots = ledger.snapshots.ofFile(file.checksum);
  const held = snapshots.filter(({ state }) => state === 'held').map(({ reason }) => reason ?? '');
  const reasons = [...held, ...failures.values()];
  const reason = reasons.length === 0 ? null : reasons.join('\n');
  if (held.length > 0) return { state: 'held', code: 'FETCH_TABLE_HELD', reason };
  const failed = failures.size > 0 ? 'FETCH_TABLE_FAILED' : null;
  if (failed !== null && snapshots.length === 0) return { state: 'failed', code: failed, reason };
  const older = snapshots.length > 0 && snapshots.every(({ state }) => state === 'older');
  if (older) return { state: 'older', code: failed, reason: reason ?? snapshots[0]?.reason ?? null };
  const idle = snapshots.length === 0 ? 'The zip holds no row of a configured course.' : null;
  return { state: 'published', code: failed, reason: reason ?? idle };
}
