import type { Micros } from '@learning-tracker/metrics';
import type { FileState, SourceFile } from '../model.ts';
import { numberOf, numberOrNull, type SqlRow, textOf, textOrNull } from './columns.ts';
import type { Database } from './database.ts';

export interface FileRecord {
  readonly checksum: string;
  readonly name: string;
  readonly kind: 'tables' | 'access' | 'video';
  readonly state: FileState;
  readonly code: string | null;
  readonly reason: string | null;
  readonly version: Micros | null;
  readonly firstSeenAt: Micros;
  readonly finishedAt: Micros | null;
  /** Limits and aliases it was last tried with; what failed is tried again with others. */
  readonly settings: string;
  readonly accepted: boolean;
  /** Clicks: all rows up to this line are done. */
  readonly line: number;
  readonly counts: FileCounts;
}

/** Rows counted by file; the other outcomes of table rows are counted by snapshot. */
export interface FileCounts {
  readonly read: number;
  readonly published: number;
  readonly erased: number;
  readonly dead: number;
  readonly foreign: number;
}

export interface PathRecord {
  readonly bytes: number;
  readonly modifiedAtMs: number;
  readonly checksum: string | null;
}

export interface CourseClicks {
  readonly rows: number;
  readonly newestFactAt: Micros | null;
}

export interface FinishedFile {
  readonly state: FileState;
  readonly code: string | null;
  readonly reason: string | null;
  readonly at: Micros;
}

export type FileLedger = ReturnType<typeof createFileLedger>;

/** What is known of files (by checksum) and of the paths they were seen at. */
export function createFileLedger({ sql }: Database) {
  const path = sql.prepare('SELECT * FROM ledger_paths WHERE path = ?');
  const setPath = sql.prepare('INSERT OR REPLACE INTO ledger_paths VALUES (?, ?, ?, ?)');
  const forgetFailed = sql.prepare(
    `DELETE FROM ledger_files WHERE checksum = ?1 AND state = 'failed'
     AND NOT EXISTS (SELECT 1 FROM ledger_paths WHERE checksum = ?1)`,
  );
  const file = sql.prepare('SELECT * FROM ledger_files WHERE checksum = ?');
  const files = sql.prepare('SELECT * FROM ledger_files ORDER BY first_seen_at, name, checksum');
  const add = sql.prepare(
    `INSERT INTO ledger_files (checksum, name, kind, state, first_seen_at, settings) VALUES (?, ?, ?, 'begun', ?, ?)
     ON CONFLICT DO UPDATE SET settings = excluded.settings`,
  );
  const begin = sql.prepare(
    `UPDATE ledger_files SET state = 'begun', code = NULL, reason = NULL, version = ? WHERE checksum = ?`,
  );
  const finish = sql.prepare(
    'UPDATE ledger_files SET state = ?, code = ?, reason = ?, finished_at = ? WHERE checksum = ?',
  );
  const setCounts = sql.prepare(
    'UPDATE ledger_files SET line = ?, read = ?, published = ?, erased = ?, dead = ?, outside = ? WHERE checksum = ?',
  );
  const accept = sql.prepare(
    `UPDATE ledger_files SET accepted = 1 WHERE state = 'held' AND (name = ? OR checksum = ?
     OR checksum IN (SELECT checksum FROM ledger_paths WHERE path = ?))`,
  );
  const pathOf = sql.prepare('SELECT path FROM ledger_paths WHERE checksum = ? ORDER BY path LIMIT 1');
  const told = sql.prepare('SELECT 1 AS found FROM ledger_told_tables WHERE checksum = ? AND table_name = ?');
  const setTold = sql.prepare('INSERT OR IGNORE INTO ledger_told_tables VALUES (?, ?)');
  const courses = sql.prepare('SELECT * FROM ledger_click_courses WHERE checksum = ? ORDER BY course_id');
  const setCourse = sql.prepare('INSERT OR REPLACE INTO ledger_click_courses VALUES (?, ?, ?, ?)');

  return {
    path(at: string): PathRecord | null {
      const row = path.get(at);
      if (row === undefined) return null;
      return {
        bytes: numberOf(row, 'bytes'),
        modifiedAtMs: numberOf(row, 'modified_at_ms'),
        checksum: textOrNull(row, 'checksum'),
      };
    },
    setPath(seen: SourceFile, checksum: string | null): void {
      setPath.run(seen.path, seen.bytes, seen.modifiedAtMs, checksum);
    },
    /** Where that content was seen last; null where another content has taken its place. */
    pathOf(checksum: string): string | null {
      const row = pathOf.get(checksum);
      return row === undefined ? null : textOf(row, 'path');
    },
    /** Forgets that a content failed which stands at no path any more. */
    forgetFailed(checksum: string): void {
      forgetFailed.run(checksum);
    },
    find(checksum: string): FileRecord | null {
      const row = file.get(checksum);
      return row === undefined ? null : fileRecord(row);
    },
    all(): FileRecord[] {
      return files.all().map(fileRecord);
    },
    add(checksum: string, name: string, kind: FileRecord['kind'], at: Micros, settings: string): void {
      add.run(checksum, name, kind, at, settings);
    },
    begin(checksum: string, version: Micros): void {
      begin.run(version, checksum);
    },
    finish(checksum: string, end: FinishedFile): void {
      finish.run(end.state, end.code, end.reason, end.at, checksum);
    },
    setCounts(checksum: string, line: number, counts: FileCounts): void {
      const { read, published, erased, dead, foreign } = counts;
      setCounts.run(line, read, published, erased, dead, foreign, checksum);
    },
    /** How many held files are called so. */
    accept(nameOrPathOrChecksum: string): number {
      return Number(accept.run(nameOrPathOrChecksum, nameOrPathOrChecksum, nameOrPathOrChecksum).changes);
    },
    /** Whether dead letters tell of all unusable rows of a table. */
    isTold(checksum: string, table: string): boolean {
      return told.get(checksum, table) !== undefined;
    },
    setTold(checksum: string, table: string): void {
      setTold.run(checksum, table);
    },
    clickCourses(checksum: string): Map<string, CourseClicks> {
      return new Map(
        courses
          .all(checksum)
          .map((row) => [
            textOf(row, 'course_id'),
            { rows: numberOf(row, 'rows'), newestFactAt: numberOrNull(row, 'newest_fact_at') },
          ]),
      );
    },
    setClickCourse(checksum: string, courseId: string, { rows, newestFactAt }: CourseClicks): void {
      setCourse.run(checksum, courseId, rows, newestFactAt);
    },
  };
}

const KINDS = ['tables', 'access', 'video'] as const;
const STATES = ['begun', 'published', 'held', 'older', 'failed', 'waiting'] as const;

function fileRecord(row: SqlRow): FileRecord {
  const kind = KINDS.find((name) => name === row.kind);
  const state = STATES.find((name) => name === row.state);
  if (kind === undefined || state === undefined) throw new TypeError('ledger_files holds an unknown kind');
  return {
    checksum: textOf(row, 'checksum'),
    name: textOf(row, 'name'),
    kind,
    state,
    code: textOrNull(row, 'code'),
    reason: textOrNull(row, 'reason'),
    version: numberOrNull(row, 'version'),
    firstSeenAt: numberOf(row, 'first_seen_at'),
    finishedAt: numberOrNull(row, 'finished_at'),
    settings: textOf(row, 'settings'),
    accepted: numberOf(row, 'accepted') === 1,
    line: numberOf(row, 'line'),
    counts: {
      read: numberOf(row, 'read'),
      published: numberOf(row, 'published'),
      erased: numberOf(row, 'erased'),
      dead: numberOf(row, 'dead'),
      foreign: numberOf(row, 'outside'),
    },
  };
}
