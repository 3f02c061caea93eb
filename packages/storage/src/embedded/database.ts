import type { DatabaseSync } from 'node:sqlite';
import { guardedSqlite, openSqlite, SQLITE_HINT, TrackerError } from '@learning-tracker/runtime';
import { ensureLayout } from './layout.ts';

export { inTransaction } from '@learning-tracker/runtime';

const CACHE_KIB = 32 * 1024;

/**
 * Opens the file with the store's tables.
 *
 * `synchronous=NORMAL`: a power cut may lose the newest commits. That is safe here, because positions are part of
 * each commit: the owner finds older positions, is fenced and replays the log.
 */
export function openDatabase(path: string, partitions: number): DatabaseSync {
  return guarded(`the store's file ${path} cannot be opened`, () =>
    openSqlite(path, { synchronous: 'NORMAL', cacheKib: CACHE_KIB }, (db) =>
      ensureLayout(db, path, partitions),
    ),
  );
}

/** Runs `work` and reports SQLite's own errors as STORE_STORAGE_FAILED. */
export function guarded<T>(what: string, work: () => T): T {
  return guardedSqlite(
    what,
    work,
    (message, cause) => new TrackerError('STORE_STORAGE_FAILED', message, SQLITE_HINT, cause),
  );
}
