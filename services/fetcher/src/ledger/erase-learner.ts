import { numberOf, textOf } from './columns.ts';
import { openDatabase } from './database.ts';

/** A learner to be erased from one course; every id that is known of the learner. */
export interface LearnerToErase {
  readonly courseId: string;
  readonly ids: readonly string[];
}

/**
 * Removes a learner's rows from a ledger, and what waits in it to be published of them, in one step. The fetcher may be
 * working: it stages the next snapshot without the learner once it knows the erasure list, and finds nothing missing.
 *
 * @param ledgerPath an existing ledger. Throws `FETCH_LEDGER_UNKNOWN`.
 * @returns how many rows were removed
 */
export function eraseFromLedger(ledgerPath: string, { courseId, ids }: LearnerToErase): number {
  const database = openDatabase(ledgerPath);
  try {
    database.sql.exec('PRAGMA secure_delete = ON');
    // Of a row of ids neither is its learner: they stand in its body, as whole JSON strings.
    const ofLearner = `snapshot_id IN (SELECT id FROM ledger_snapshots WHERE course_id = ?1)
      AND (learner_id = ?2 OR key = ?2 OR instr(body, ?3) > 0 OR instr(extra, ?3) > 0)`;
    const unpublish = database.sql.prepare(`DELETE FROM ledger_outbox WHERE (snapshot_id, key) IN
      (SELECT snapshot_id, key FROM ledger_rows WHERE ${ofLearner})`);
    const remove = database.sql.prepare(`DELETE FROM ledger_rows WHERE ${ofLearner}`);
    return database.transaction(() => {
      let removed = 0;
      for (const id of ids) {
        const json = JSON.stringify(id);
        unpublish.run(courseId, id, json);
        removed += Number(remove.run(courseId, id, json).changes);
      }
      return removed;
    });
  } finally {
    database.close();
  }
}

/**
 * Removes whom `isErased` says from a ledger: by learner of a row, and by either id in a row of ids.
 *
 * @returns how many rows were removed
 */
export function eraseListedFromLedger(
  ledgerPath: string,
  isErased: (courseId: string, learnerId: string) => boolean,
): number {
  const listed: LearnerToErase[] = [];
  const database = openDatabase(ledgerPath);
  try {
    const named = database.sql.prepare(
      `SELECT course_id, learner_id AS id FROM ledger_rows JOIN ledger_snapshots s ON s.id = snapshot_id
       WHERE learner_id IS NOT NULL
       UNION SELECT course_id, told.value FROM ledger_rows JOIN ledger_snapshots s ON s.id = snapshot_id,
         json_tree(body) AS told
       WHERE learner_id IS NULL AND told.key IN ('tableId', 'dashboardId')`,
    );
    for (const row of named.iterate()) {
      const [courseId, learnerId] = [textOf(row, 'course_id'), textOf(row, 'id')];
      if (isErased(courseId, learnerId)) listed.push({ courseId, ids: [learnerId] });
    }
  } finally {
    database.close();
  }
  return listed.reduce((sum, learner) => sum + eraseFromLedger(ledgerPath, learner), 0);
}

/**
 * Writes the ledger's file anew without what was ever deleted in it, and empties its write-ahead log.
 *
 * @returns false where another process was reading, so that its write-ahead log still holds older pages
 */
export function reclaimLedger(ledgerPath: string): boolean {
  const database = openDatabase(ledgerPath);
  try {
    database.sql.exec('VACUUM');
    const row = database.sql.prepare('PRAGMA wal_checkpoint(TRUNCATE)').get();
    return row !== undefined && numberOf(row, 'busy') === 0;
  } finally {
    database.close();
  }
}
