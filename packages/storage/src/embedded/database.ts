import { DatabaseSync } from 'node:sqlite';
import { messageOf, TrackerError } from '@learning-tracker/runtime';
import { ensureLayout } from './layout.ts';

const BUSY_TIMEOUT_MS = 10_000;
const CACHE_KIB = 64 * 1024;
/** 32 MB of write-ahead log before it is copied back: pages of the present day are rewritten by every slice. */
const CHECKPOINT_PAGES = 8_000;

/**
 * Opens the file with the store's tables. Log and ledger may live in the same file, each with a connection of its
 * own, so nobody may keep a write transaction open over an `await`.
 *
 * `synchronous=NORMAL`: the file stays consistent in a power cut, but the newest commits may be lost. That is safe
 * here, because positions are part of each commit: the owner finds older positions, is fenced and replays the log.
 */
export function openDatabase(path: string, partitions: number): DatabaseSync {
  return guarded(`the store's file ${path} cannot be opened`, () => {
    const db = new DatabaseSync(path, { timeout: BUSY_TIMEOUT_MS });
    try {
      db.exec(`
        PRAGMA journal_mode = WAL;
        PRAGMA synchronous = NORMAL;
        PRAGMA cache_size = -${CACHE_KIB};
        PRAGMA wal_autocheckpoint = ${CHECKPOINT_PAGES};
      `);
      inTransaction(db, 'write', () => ensureLayout(db, path, partitions));
      return db;
    } catch (error) {
      db.close();
      throw error;
    }
  });
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

/** Runs `work` and reports SQLite's own errors as STORE_STORAGE_FAILED. */
export function guarded<T>(what: string, work: () => T): T {
  try {
    return work();
  } catch (cause) {
    if (cause instanceof TrackerError) throw cause;
    throw new TrackerError(
      'STORE_STORAGE_FAILED',
      `${what}: ${messageOf(cause)}`,
      'Check free space, permissions and that no other program holds the file locked.',
      cause,
    );
  }
}
