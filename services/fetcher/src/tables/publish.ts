import { setImmediate as nextTurn } from 'node:timers/promises';
import { type ProducedRecord, recordKey, TOPICS } from '@learning-tracker/streams';
import type { OutboxRow } from '../ledger/rows.ts';
import type { Snapshot } from '../ledger/snapshots.ts';
import type { Work } from '../run/work.ts';
import { recordOf } from './row-events.ts';

/**
 * Publishes what the outbox holds of a snapshot and makes the snapshot the base. Can be begun again after a crash
 * at any point: at most one chunk, and the closing event, are then published twice.
 */
export async function publishSnapshot(work: Work, snapshot: Snapshot): Promise<void> {
  const { ledger, step, append, chunkRows } = work;
  for (;;) {
    const rows = ledger.rows.nextOutbox(chunkRows);
    const last = rows.at(-1);
    if (last === undefined) break;
    const { records, counts } = buildRecords(work, snapshot, rows);
    step(`publish ${snapshot.table}`);
    await append(records);
    step(`published ${snapshot.table}`);
    ledger.transaction(() => {
      ledger.rows.outboxDone(last.seq);
      ledger.snapshots.addPublished(snapshot.id, counts.published, counts.erased, counts.tombstones);
    });
  }
  step(`announce ${snapshot.table}`);
  await append([announcementOf(work, snapshot)]);
  step(`rebase ${snapshot.table}`);
  ledger.transaction(() => {
    ledger.snapshots.setBase(snapshot);
    ledger.snapshots.setState(snapshot.id, 'published', null, snapshot.baseId);
  });
  await sweepRows(work);
}

/** Drops rows of snapshots that are neither a base nor at work, some at a time. */
export async function sweepRows({ ledger, chunkRows, step }: Work): Promise<void> {
  for (const id of ledger.rows.snapshotIds()) {
    if (ledger.snapshots.needsRows(id)) continue;
    while (ledger.rows.dropSome(id, chunkRows)) {
      step('sweep');
      await nextTurn();
    }
  }
}

function buildRecords({ deps }: Work, snapshot: Snapshot, rows: readonly OutboxRow[]) {
  const records: ProducedRecord[] = [];
  const counts = { published: 0, erased: 0, tombstones: 0 };
  for (const row of rows) {
    // Rows of erased learners are not staged; this is about who was erased since, and about their tombstones.
    if (row.learnerId !== null && deps.isErased(snapshot.courseId, row.learnerId)) {
      if (!row.deleted) counts.erased += 1;
      continue;
    }
    records.push(recordOf(deps.serde, row, snapshot));
    if (row.deleted) counts.tombstones += 1;
    else counts.published += 1;
  }
  return { records, counts };
}

function announcementOf({ deps, ledger }: Work, snapshot: Snapshot): ProducedRecord {
  const { checksum, courseId, table, version, rows, newestFactAt } = snapshot;
  const file = ledger.files.find(checksum)?.name ?? checksum;
  const value = { courseId, file, checksum, table, version, rows, newestFactAt };
  return {
    topic: TOPICS.courseContent,
    partition: 0,
    key: recordKey(courseId),
    value: deps.serde.encode('ExportIngested', value),
  };
}
