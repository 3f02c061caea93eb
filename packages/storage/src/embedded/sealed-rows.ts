import type { DatabaseSync } from 'node:sqlite';
import { openSqlite, TrackerError } from '@learning-tracker/runtime';
import type { SealedRows } from '../vault/port.ts';
import { guarded, inTransaction } from './database.ts';
import { blob, text } from './rows.ts';

const TABLES = `
  CREATE TABLE IF NOT EXISTS vault_email (
    course_id TEXT NOT NULL, learner_id TEXT NOT NULL, at INTEGER NOT NULL, sealed BLOB,
    PRIMARY KEY (course_id, learner_id)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS vault_key (
    one INTEGER PRIMARY KEY CHECK (one = 1), id TEXT NOT NULL
  ) STRICT;
`;

/**
 * Rows of the e-mail vault in a SQLite file, which may be the one of log and store. `synchronous=FULL`: no log could
 * bring back what a power cut takes.
 *
 * @throws TrackerError STORE_STORAGE_FAILED
 */
export function createEmbeddedSealedRows({ path }: { readonly path: string }): SealedRows {
  const db = guarded(`the vault in ${path} cannot be opened`, () => open(path));
  const upsert = db.prepare(`
    INSERT INTO vault_email VALUES (:course, :learner, :at, :sealed)
    ON CONFLICT (course_id, learner_id) DO UPDATE SET at = excluded.at, sealed = excluded.sealed
    WHERE excluded.at > at OR (excluded.at = at AND excluded.sealed IS NULL)`);
  const select = db.prepare(
    'SELECT sealed FROM vault_email WHERE course_id = ? AND learner_id = ? AND sealed IS NOT NULL',
  );
  const remove = db.prepare('DELETE FROM vault_email WHERE course_id = ? AND learner_id = ?');
  const insertKey = db.prepare('INSERT OR IGNORE INTO vault_key VALUES (1, ?)');
  const selectKey = db.prepare('SELECT id FROM vault_key');

  function run<T>(mode: 'read' | 'write', work: () => T): T {
    if (!db.isOpen) {
      const message = `The vault in ${path} is closed.`;
      throw new TrackerError('STORE_CLOSED', message, 'Close it after its last user.');
    }
    return guarded(`the vault in ${path} cannot be ${mode === 'read' ? 'read' : 'written'}`, () =>
      inTransaction(db, mode, work),
    );
  }

  return {
    async write({ courseId, learnerId }, at, sealed) {
      run('write', () => upsert.run({ course: courseId, learner: learnerId, at, sealed }));
    },
    async read({ courseId, learnerId }) {
      const row = run('read', () => select.get(courseId, learnerId));
      return row === undefined ? null : blob(row, 'sealed');
    },
    erase: async ({ courseId, ids }) =>
      run('write', () => ids.reduce((sum, id) => sum + Number(remove.run(courseId, id).changes), 0)),
    noteKey: async (keyId) =>
      run('write', () => {
        insertKey.run(keyId);
        return text(selectKey.get() ?? {}, 'id');
      }),
    async close() {
      if (db.isOpen) db.close();
    },
  };
}

function open(path: string): DatabaseSync {
  const db = openSqlite(path, { synchronous: 'FULL' }, (file) => file.exec(TABLES));
  // What is deleted is overwritten.
  db.exec('PRAGMA secure_delete = ON');
  return db;
}
