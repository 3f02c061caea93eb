import type { DatabaseSync } from 'node:sqlite';
import { inTransaction, openSqlite, TrackerError } from '@learning-tracker/runtime';
import { numberOf } from './columns.ts';

const LEDGER_VERSION = 1;

/**
 * Names begin with `ledger_`, since log and store may live in the same file. A snapshot's rows are immutable once
 * it is published, so that making it the base only moves a pointer. `ledger_rows.count` is 0 for a row that is
 * present but unreadable. `ledger_unplaced` is looked through by name at every look, hence its index.
 */
const SCHEMA = `
CREATE TABLE IF NOT EXISTS ledger_paths (
  path TEXT PRIMARY KEY, bytes INTEGER NOT NULL, modified_at_ms REAL NOT NULL, checksum TEXT
) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS ledger_files (
  checksum TEXT PRIMARY KEY, name TEXT NOT NULL, kind TEXT NOT NULL, state TEXT NOT NULL, code TEXT, reason TEXT,
  version INTEGER, first_seen_at INTEGER NOT NULL, finished_at INTEGER,
  settings TEXT NOT NULL, accepted INTEGER NOT NULL DEFAULT 0, line INTEGER NOT NULL DEFAULT 0,
  read INTEGER NOT NULL DEFAULT 0, published INTEGER NOT NULL DEFAULT 0, erased INTEGER NOT NULL DEFAULT 0,
  dead INTEGER NOT NULL DEFAULT 0, outside INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS ledger_click_courses (
  checksum TEXT NOT NULL, course_id TEXT NOT NULL, rows INTEGER NOT NULL, newest_fact_at INTEGER,
  PRIMARY KEY (checksum, course_id)
) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS ledger_snapshots (
  id INTEGER PRIMARY KEY AUTOINCREMENT, checksum TEXT NOT NULL, course_id TEXT NOT NULL, table_name TEXT NOT NULL,
  version INTEGER NOT NULL, state TEXT NOT NULL, reason TEXT, base_id INTEGER,
  rows INTEGER NOT NULL DEFAULT 0, newest_fact_at INTEGER, effective INTEGER NOT NULL DEFAULT 0,
  changed INTEGER NOT NULL DEFAULT 0, published INTEGER NOT NULL DEFAULT 0, erased INTEGER NOT NULL DEFAULT 0,
  tombstones INTEGER NOT NULL DEFAULT 0,
  UNIQUE (checksum, course_id, table_name)
) STRICT;
CREATE TABLE IF NOT EXISTS ledger_bases (
  course_id TEXT NOT NULL, table_name TEXT NOT NULL, snapshot_id INTEGER NOT NULL, version INTEGER NOT NULL,
  PRIMARY KEY (course_id, table_name)
) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS ledger_rows (
  snapshot_id INTEGER NOT NULL, key TEXT NOT NULL, learner_id TEXT, body TEXT NOT NULL, extra TEXT NOT NULL,
  count INTEGER NOT NULL,
  PRIMARY KEY (snapshot_id, key)
) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS ledger_outbox (
  seq INTEGER PRIMARY KEY, snapshot_id INTEGER NOT NULL, key TEXT NOT NULL, deleted INTEGER NOT NULL
) STRICT;
CREATE TABLE IF NOT EXISTS ledger_branches (
  branch_id TEXT PRIMARY KEY, course_id TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS ledger_unplaced (
  checksum TEXT NOT NULL, stream TEXT NOT NULL, named_by TEXT NOT NULL, name TEXT NOT NULL,
  outcome TEXT NOT NULL, rows INTEGER NOT NULL, erased INTEGER NOT NULL,
  PRIMARY KEY (checksum, stream, named_by, name)
) STRICT, WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS ledger_unplaced_by_name ON ledger_unplaced (named_by, name);
CREATE TABLE IF NOT EXISTS ledger_retakes (
  checksum TEXT NOT NULL, stream TEXT NOT NULL, line INTEGER NOT NULL, state TEXT NOT NULL,
  PRIMARY KEY (checksum, stream, line)
) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS ledger_told_tables (
  checksum TEXT NOT NULL, table_name TEXT NOT NULL, PRIMARY KEY (checksum, table_name)
) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS ledger_orders (
  key TEXT PRIMARY KEY, kind TEXT NOT NULL, scope_kind TEXT NOT NULL, scope_id TEXT NOT NULL, hashing TEXT NOT NULL,
  day TEXT NOT NULL, start_day TEXT, end_day TEXT, state TEXT NOT NULL, failures INTEGER NOT NULL,
  not_before TEXT NOT NULL, asked_at INTEGER, job_id TEXT, polls INTEGER NOT NULL, next_poll_at INTEGER NOT NULL,
  snapshot_at INTEGER, code TEXT, reason TEXT, changed_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS ledger_order_jobs (
  job_id TEXT PRIMARY KEY, order_key TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS ledger_order_files (
  order_key TEXT NOT NULL, name TEXT NOT NULL, path TEXT NOT NULL, validator TEXT, bytes INTEGER NOT NULL,
  PRIMARY KEY (order_key, path)
) STRICT, WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS ledger_order_files_by_name ON ledger_order_files (name);
CREATE TABLE IF NOT EXISTS ledger_configs (
  course_id TEXT PRIMARY KEY, json TEXT NOT NULL, version INTEGER NOT NULL, published INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
`;

export interface Database {
  readonly sql: DatabaseSync;
  /** One write transaction. `work` is synchronous: a lock held over an await would stop whoever shares the file. */
  transaction<T>(work: () => T): T;
  close(): void;
}

/** Opens or creates the ledger's tables. Throws `FETCH_LEDGER_UNKNOWN` for tables of a newer version. */
export function openDatabase(path: string): Database {
  // NORMAL: after a power cut the last commits may be missing; what they would have told is then published again.
  const sql = openSqlite(path, { synchronous: 'NORMAL', cacheKib: 64 * 1024 }, (db) =>
    checkVersion(db, path),
  );
  return {
    sql,
    transaction: (work) => inTransaction(sql, 'write', work),
    close() {
      if (sql.isOpen) sql.close();
    },
  };
}

function checkVersion(sql: DatabaseSync, path: string): void {
  sql.exec('CREATE TABLE IF NOT EXISTS ledger_meta (version INTEGER NOT NULL) STRICT');
  const row = sql.prepare('SELECT max(version) AS version FROM ledger_meta').get();
  const version = row === undefined || row.version === null ? null : numberOf(row, 'version');
  if (version !== null && version !== LEDGER_VERSION) {
    throw new TrackerError(
      'FETCH_LEDGER_UNKNOWN',
      `The ledger in ${path} has version ${version}, this program knows version ${LEDGER_VERSION}`,
      'Start the version that wrote it, or name another data file.',
    );
  }
  sql.exec(SCHEMA);
  if (version === null) sql.prepare('INSERT INTO ledger_meta (version) VALUES (?)').run(LEDGER_VERSION);
}
