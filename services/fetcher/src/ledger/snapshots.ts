import type { Micros } from '@learning-tracker/metrics';
import type { TableStatus } from '../model.ts';
import { numberOf, numberOrNull, type SqlRow, textOf, textOrNull } from './columns.ts';
import type { Database } from './database.ts';

/** One table of one zip, for one course. */
export interface Snapshot {
  readonly id: number;
  readonly checksum: string;
  readonly courseId: string;
  readonly table: string;
  readonly version: Micros;
  readonly state: TableStatus['state'];
  readonly reason: string | null;
  /** The snapshot it was compared with; null where there was none. */
  readonly baseId: number | null;
  /** Usable rows of the file, repeats included, rows of erased learners not. */
  readonly rows: number;
  readonly newestFactAt: Micros | null;
  readonly effective: number;
  /** Effective rows that differ from the base. */
  readonly changed: number;
  readonly published: number;
  readonly erased: number;
  readonly tombstones: number;
}

export interface Base {
  readonly snapshotId: number;
  readonly version: Micros;
}

export type SnapshotLedger = ReturnType<typeof createSnapshotLedger>;

export function createSnapshotLedger({ sql }: Database) {
  const byId = sql.prepare('SELECT * FROM ledger_snapshots WHERE id = ?');
  const bySubject = sql.prepare(
    'SELECT * FROM ledger_snapshots WHERE checksum = ? AND course_id = ? AND table_name = ?',
  );
  const byFile = sql.prepare(
    'SELECT * FROM ledger_snapshots WHERE checksum = ? ORDER BY course_id, table_name',
  );
  const inState = sql.prepare('SELECT * FROM ledger_snapshots WHERE state = ? ORDER BY id');
  const remove = sql.prepare('DELETE FROM ledger_snapshots WHERE id = ?');
  const removeUnpublished = sql.prepare(
    `DELETE FROM ledger_snapshots WHERE checksum = ? AND state NOT IN ('publishing', 'published')`,
  );
  const reopen = sql.prepare(
    `DELETE FROM ledger_snapshots WHERE checksum = ? AND course_id = ? AND table_name = ? AND state = 'published'
     AND id IN (SELECT snapshot_id FROM ledger_bases)`,
  );
  const add = sql.prepare(
    `INSERT INTO ledger_snapshots (checksum, course_id, table_name, version, state) VALUES (?, ?, ?, ?, 'staging')`,
  );
  const setStaged = sql.prepare(
    'UPDATE ledger_snapshots SET rows = ?, erased = ?, newest_fact_at = ? WHERE id = ?',
  );
  const setState = sql.prepare('UPDATE ledger_snapshots SET state = ?, reason = ?, base_id = ? WHERE id = ?');
  const setDiff = sql.prepare('UPDATE ledger_snapshots SET effective = ?, changed = ? WHERE id = ?');
  const addPublished = sql.prepare(
    `UPDATE ledger_snapshots SET published = published + ?, erased = erased + ?, tombstones = tombstones + ?
     WHERE id = ?`,
  );
  const base = sql.prepare('SELECT * FROM ledger_bases WHERE course_id = ? AND table_name = ?');
  const setBase = sql.prepare('INSERT OR REPLACE INTO ledger_bases VALUES (?, ?, ?, ?)');
  const isBase = sql.prepare('SELECT 1 AS found FROM ledger_bases WHERE snapshot_id = ?');

  return {
    get(id: number): Snapshot {
      const row = byId.get(id);
      if (row === undefined) throw new TypeError(`the ledger has no snapshot ${id}`);
      return snapshotOf(row);
    },
    find(checksum: string, courseId: string, table: string): Snapshot | null {
      const row = bySubject.get(checksum, courseId, table);
      return row === undefined ? null : snapshotOf(row);
    },
    ofFile(checksum: string): Snapshot[] {
      return byFile.all(checksum).map(snapshotOf);
    },
    inState(state: TableStatus['state']): Snapshot[] {
      return inState.all(state).map(snapshotOf);
    },
    remove(id: number): void {
      remove.run(id);
    },
    /** Forgets all of a file but what is being, or was, published. */
    removeUnpublished(checksum: string): void {
      removeUnpublished.run(checksum);
    },
    /**
     * Forgets that a table of a file was published, so that it is staged and compared again; its rows stay as the
     * base. Does nothing where a newer snapshot has taken its place, since that tells all there is.
     */
    reopen(checksum: string, courseId: string, table: string): void {
      reopen.run(checksum, courseId, table);
    },
    add(checksum: string, courseId: string, table: string, version: Micros): Snapshot {
      return this.get(Number(add.run(checksum, courseId, table, version).lastInsertRowid));
    },
    setStaged(id: number, rows: number, erased: number, newestFactAt: Micros | null): void {
      setStaged.run(rows, erased, newestFactAt, id);
    },
    setState(id: number, state: TableStatus['state'], reason: string | null, baseId: number | null): void {
      setState.run(state, reason, baseId, id);
    },
    setDiff(id: number, effective: number, changed: number): void {
      setDiff.run(effective, changed, id);
    },
    addPublished(id: number, published: number, erased: number, tombstones: number): void {
      addPublished.run(published, erased, tombstones, id);
    },
    base(courseId: string, table: string): Base | null {
      const row = base.get(courseId, table);
      if (row === undefined) return null;
      return { snapshotId: numberOf(row, 'snapshot_id'), version: numberOf(row, 'version') };
    },
    setBase(snapshot: Snapshot): void {
      setBase.run(snapshot.courseId, snapshot.table, snapshot.id, snapshot.version);
    },
    /** Whether the rows of a snapshot are still needed: as a base, or since its work goes on. */
    needsRows(id: number): boolean {
      if (isBase.get(id) !== undefined) return true;
      const row = byId.get(id);
      return row !== undefined && (row.state === 'staging' || row.state === 'publishing');
    },
  };
}

const STATES = ['staging', 'publishing', 'published', 'held', 'older'] as const;

function snapshotOf(row: SqlRow): Snapshot {
  const state = STATES.find((name) => name === row.state);
  if (state === undefined) throw new TypeError('ledger_snapshots holds an unknown state');
  return {
    id: numberOf(row, 'id'),
    checksum: textOf(row, 'checksum'),
    courseId: textOf(row, 'course_id'),
    table: textOf(row, 'table_name'),
    version: numberOf(row, 'version'),
    state,
    reason: textOrNull(row, 'reason'),
    baseId: numberOrNull(row, 'base_id'),
    rows: numberOf(row, 'rows'),
    newestFactAt: numberOrNull(row, 'newest_fact_at'),
    effective: numberOf(row, 'effective'),
    changed: numberOf(row, 'changed'),
    published: numberOf(row, 'published'),
    erased: numberOf(row, 'erased'),
    tombstones: numberOf(row, 'tombstones'),
  };
}
