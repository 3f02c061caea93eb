import type { Snapshot } from '../ledger/snapshots.ts';
import type { Work } from '../run/work.ts';

/** Bases with fewer rows are too small to tell a loss from a change: they are never held. */
const SMALLEST_JUDGED_BASE = 4;

/**
 * Compares a staged snapshot with its base. Unless it would remove over half of the base's rows, what differs is
 * written as the outbox, and with it the snapshot is bound to be published; else it is held.
 *
 * @param accepted somebody has let the file through
 */
export function decide({ ledger, deps, step }: Work, snapshot: Snapshot, accepted: boolean): void {
  const { id, courseId, table } = snapshot;
  const baseId = ledger.snapshots.base(courseId, table)?.snapshotId ?? null;
  const { baseRows, removed } = ledger.rows.removal(id, baseId);
  const removesTooMuch = baseRows >= SMALLEST_JUDGED_BASE && removed * 2 > baseRows;
  step(`decide ${table}`);
  if (removesTooMuch && !accepted && deps.acceptRemovals !== true) {
    const reason = `It would remove ${removed} of ${baseRows} rows of ${table} (course ${courseId}).`;
    ledger.snapshots.setState(id, 'held', reason, baseId);
    return;
  }
  ledger.transaction(() => {
    const effective = ledger.rows.effective(id);
    const changed = ledger.rows.fillOutbox(id, baseId);
    ledger.snapshots.setDiff(id, effective, changed);
    ledger.snapshots.setState(id, 'publishing', null, baseId);
  });
}
