import type { DatabaseSync, SQLOutputValue } from 'node:sqlite';
import {
  guardedSqlite,
  inTransaction,
  openSqlite,
  SQLITE_HINT,
  TrackerError,
} from '@learning-tracker/runtime';

/**
 * `log_batch` keeps records in batches: a row costs a B-tree entry, so one row per record would be ten times slower.
 * Its index covers all columns but the blob, so that looking up offsets and times never touches the records.
 */
const TABLES = `
  CREATE TABLE IF NOT EXISTS log_topic (
    id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, partitions INTEGER NOT NULL
  ) STRICT;
  CREATE TABLE IF NOT EXISTS log_partition (
    topic_id INTEGER NOT NULL, partition INTEGER NOT NULL,
    begin_offset INTEGER NOT NULL, end_offset INTEGER NOT NULL, appended_at INTEGER NOT NULL,
    PRIMARY KEY (topic_id, partition)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS log_batch (
    id INTEGER PRIMARY KEY, topic_id INTEGER NOT NULL, partition INTEGER NOT NULL,
    base_offset INTEGER NOT NULL, count INTEGER NOT NULL, appended_at INTEGER NOT NULL, records BLOB NOT NULL
  ) STRICT;
  CREATE UNIQUE INDEX IF NOT EXISTS log_batch_offset
    ON log_batch (topic_id, partition, base_offset, count, appended_at);
  CREATE TABLE IF NOT EXISTS log_group_offset (
    group_name TEXT NOT NULL, topic_id INTEGER NOT NULL, partition INTEGER NOT NULL, next_offset INTEGER NOT NULL,
    PRIMARY KEY (group_name, topic_id, partition)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS log_schema (
    id INTEGER PRIMARY KEY, canonical TEXT NOT NULL UNIQUE, schema TEXT NOT NULL
  ) STRICT;
  CREATE TABLE IF NOT EXISTS log_schema_version (
    subject TEXT NOT NULL, version INTEGER NOT NULL, schema_id INTEGER NOT NULL,
    PRIMARY KEY (subject, version)
  ) STRICT, WITHOUT ROWID;
`;

/**
 * Opens the file with the log's tables.
 *
 * `synchronous=FULL`: an append is on the disk when it resolves, also after a power cut. That costs one fsync per
 * append (0.25 ms on a virtual disk, lost in the noise for batches of some thousand records).
 */
export function openDatabase(path: string): DatabaseSync {
  return guarded(`${path} cannot be opened`, () =>
    openSqlite(path, { synchronous: 'FULL' }, (db) => db.exec(TABLES)),
  );
}

/** Runs `work` in one write transaction. */
export function transaction<T>(db: DatabaseSync, work: () => T): T {
  return inTransaction(db, 'write', work);
}

/** Runs `work` and reports SQLite's own errors as `LOG_STORAGE_FAILED`. */
export function guarded<T>(what: string, work: () => T): T {
  return guardedSqlite(
    what,
    work,
    (message, cause) => new TrackerError('LOG_STORAGE_FAILED', message, SQLITE_HINT, cause),
  );
}

export function integer(value: SQLOutputValue | undefined): number {
  if (typeof value === 'number') return value;
  throw damaged('an integer', value);
}

export function text(value: SQLOutputValue | undefined): string {
  if (typeof value === 'string') return value;
  throw damaged('a text', value);
}

export function blob(value: SQLOutputValue | undefined): Buffer {
  if (value instanceof Uint8Array) return Buffer.from(value.buffer, value.byteOffset, value.byteLength);
  throw damaged('a blob', value);
}

function damaged(expected: string, value: unknown): TrackerError {
  return new TrackerError(
    'LOG_STORAGE_FAILED',
    `the log's file holds ${typeof value} where ${expected} belongs`,
    'The file was changed by another program: restore it from a backup.',
  );
}
