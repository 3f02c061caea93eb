import type { FileRecord } from '../ledger/files.ts';
import type { Ledger } from '../ledger/index.ts';
import type { CourseRoutes } from '../routing/course-routes.ts';

/**
 * Whether a file has to be opened: it is new or was begun; it failed, wholly or in a table, under other limits or
 * aliases; or it is held and somebody has let it through, or what it was compared with is no longer the base.
 */
export function needsWork(ledger: Ledger, checksum: string, settings: string): boolean {
  const file = ledger.files.find(checksum);
  if (file === null || file.state === 'begun') return true;
  if (isFailed(file) && file.settings !== settings) return true;
  return file.state === 'held' && (file.accepted || baseHasMoved(ledger, checksum));
}

function isFailed({ state, code }: FileRecord): boolean {
  return state === 'failed' || code === 'FETCH_TABLE_FAILED';
}

function baseHasMoved(ledger: Ledger, checksum: string): boolean {
  return ledger.snapshots
    .ofFile(checksum)
    .some(
      ({ state, courseId, table, baseId }) =>
        state === 'held' && ledger.snapshots.base(courseId, table)?.snapshotId !== baseId,
    );
}

/**
 * Checksums of the files with rows whose course was unknown, or not configured, when they were read, and is not any
 * more, or with dead rows that somebody wants taken again. What has failed is left: it is tried again with other settings.
 */
export function filesToRetake(ledger: Ledger, routes: CourseRoutes): ReadonlySet<string> {
  const checksums = ledger.unplaced
    .names()
    .filter((name) => routes.placeOf(name) !== undefined)
    .flatMap((name) => ledger.unplaced.filesNaming(name));
  const due = [...checksums, ...ledger.retakes.files()];
  return new Set(due.filter((checksum) => ledger.files.find(checksum)?.state !== 'failed'));
}
