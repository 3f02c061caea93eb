import type { FileRecord } from '../ledger/files.ts';
import type { Ledger } from '../ledger/index.ts';
import type { FileStatus, RowCounts } from '../model.ts';

export const NO_ROWS: RowCounts = {
  read: 0,
  published: 0,
  unchanged: 0,
  repeated: 0,
  erased: 0,
  dead: 0,
  foreign: 0,
  withheld: 0,
  tombstones: 0,
};

export function addRows(a: RowCounts, b: RowCounts): RowCounts {
  return {
    read: a.read + b.read,
    published: a.published + b.published,
    unchanged: a.unchanged + b.unchanged,
    repeated: a.repeated + b.repeated,
    erased: a.erased + b.erased,
    dead: a.dead + b.dead,
    foreign: a.foreign + b.foreign,
    withheld: a.withheld + b.withheld,
    tombstones: a.tombstones + b.tombstones,
  };
}

/** All the ledger knows of one file. */
export function fileStatusOf(ledger: Ledger, file: FileRecord): FileStatus {
  const snapshots = ledger.snapshots.ofFile(file.checksum);
  let rows: RowCounts = { ...NO_ROWS, ...file.counts };
  for (const snapshot of snapshots) {
    const published = snapshot.state === 'published' || snapshot.state === 'publishing';
    const { rows: usable, effective, changed, erased, tombstones } = snapshot;
    rows = addRows(rows, {
      ...NO_ROWS,
      published: snapshot.published,
      unchanged: effective - changed,
      repeated: published ? usable - effective : 0,
      erased,
      withheld: published ? 0 : usable,
      tombstones,
    });
  }
  return {
    name: file.name,
    checksum: file.checksum,
    state: file.state,
    code: file.code,
    reason: file.reason,
    version: file.version,
    firstSeenAt: file.firstSeenAt,
    finishedAt: file.finishedAt,
    courses: coursesOf(ledger, file.checksum),
    rows,
    tables: snapshots.map(({ courseId, table, state, reason, rows: read }) => ({
      courseId,
      table,
      state,
      reason,
      rows: read,
    })),
  };
}

function coursesOf(ledger: Ledger, checksum: string): string[] {
  const ofTables = ledger.snapshots.ofFile(checksum).map(({ courseId }) => courseId);
  return [...new Set([...ofTables, ...ledger.files.clickCourses(checksum).keys()])].sort();
}
