import type { FileRecord } from '../ledger/files.ts';
import type { Ledger } from '../ledger/index.ts';

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
