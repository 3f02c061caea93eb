import { DatabaseSync } from 'node:sqlite';
import { messageOf, TrackerError } from './errors.ts';

const BUSY_TIMEOUT_MS = 10_000;
/** Pages of the write-ahead log before it is copied back: 32 MB, since pages of the present day are rewritten by every slice. */
const CHECKPOINT_PAGES = 8_000;

export interface SqliteOptions {
  /**
   * FULL: a commit is on the disk when it returns, also after a power cut; one fsync a commit. NORMAL: the file
   * stays whole in a power cut, but the newest commits may be gone. All connections of a file share one
   * write-ahead log, so whatever one committed before another's FULL commit survives with it.
   */
  readonly synchronous: 'FULL' | 'NORMAL';
  readonly cacheKib?: number;
}

/**
 * Opens a file that log, store and ledger may share, each with a connection of its own: none of them may keep a
 * write transaction open over an `await`, because waiting for its lock blocks the whole process.
 *
 * @param prepare makes or checks the tables, in one write transaction
 */
export function openSqlite(
  path: string,
  options: SqliteOptions,
  prepare: (db: DatabaseSync) => void,
): DatabaseSync {
  const db = new DatabaseSync(path, { timeout: BUSY_TIMEOUT_MS });
  try {
    db.exec(`
      PRAGMA journal_mode = WAL;
      PRAGMA synchronous = ${options.synchronous};
      PRAGMA wal_autocheckpoint = ${CHECKPOINT_PAGES};
    `);
    if (options.cacheKib !== undefined) db.exec(`PRAGMA cache_size = -${options.cacheKib}`);
    inTransaction(db, 'write', () => prepare(db));
    return db;
  } catch (error) {
    db.close();
    throw error;
  }
}

/**
 * Runs `work` in one transaction: `write` takes the lock at once, so that it never fails on an upgrade of its
 * lock; `read` sees one state of the file throughout. Nothing in it may await.
 */
export function inTransaction<T>(db: DatabaseSync, mode: 'read' | 'write', work: () => T): T {
  db.exec(mode === 'write' ? 'BEGIN IMMEDIATE' : 'BEGIN');
  try {
    const result = work();
    db.exec('COMMIT');
    return result;
  } catch (error) {
    if (db.isTransaction) db.exec('ROLLBACK');
    throw error;
  }
}

/** What a person can do about most of SQLite's own errors. */
export const SQLITE_HINT = 'Check free space, permissions and that no other program holds the file locked.';

/**
 * Runs `work`; what `failure` makes of SQLite's own errors is thrown instead of them.
 *
 * @param what is said before SQLite's message
 */
export function guardedSqlite<T>(
  what: string,
  work: () => T,
  failure: (message: string, cause: unknown) => TrackerError,
): T {
  try {
    return work();
  } catch (cause) {
    if (cause instanceof TrackerError) throw cause;
    throw failure(`${what}: ${messageOf(cause)}`, cause);
  }
}
