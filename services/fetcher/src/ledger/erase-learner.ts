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
