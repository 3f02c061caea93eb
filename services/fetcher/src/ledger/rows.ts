import { numberOf, type SqlRow, textOf, textOrNull } from './columns.ts';
import type { Database } from './database.ts';

export interface StagedRow {
  readonly key: string;
  readonly learnerId: string | null;
  /** The typed columns as JSON. */
  readonly body: string;
  /** The columns that `publish` adds as JSON; empty text for none. */
  readonly extra: string;
}

export interface OutboxRow extends StagedRow {
  readonly seq: number;
  /** Tombstone: the row is the last known one, of the base. */
  readonly deleted: boolean;
  readonly count: number;
}

/** How a staged snapshot compares with its base. */
export interface Removal {
  readonly baseRows: number;
  /** Keys of the base that the snapshot no longer holds. */
  readonly removed: number;
}

export type RowLedger = ReturnType<typeof createRowLedger>;

/** Effective rows of snapshots and the outbox of the one that is being published. */
export function createRowLedger({ sql }: Database) {
  const put = (count: string) =>
    sql.prepare(`INSERT INTO ledger_rows VALUES (?, ?, ?, ?, ?, 1) ON CONFLICT DO UPDATE SET
      learner_id = excluded.learner_id, body = excluded.body, extra = excluded.extra, count = ${count}`);
  const putRow = put('1');
  const countRow = put('count + 1');
  const putUnreadable = sql.prepare(`INSERT OR IGNORE INTO ledger_rows VALUES (?, ?, NULL, '', '', 0)`);
  const copy = sql.prepare(
    `INSERT INTO ledger_rows SELECT ?, key, learner_id, body, extra, count FROM ledger_rows WHERE snapshot_id = ?`,
  );
  const effective = sql.prepare(
    'SELECT count(*) AS rows FROM ledger_rows WHERE snapshot_id = ? AND count > 0',
  );
  const removed = sql.prepare(
    `SELECT count(*) AS rows FROM ledger_rows base LEFT JOIN ledger_rows new ON new.snapshot_id = ?
     AND new.key = base.key WHERE base.snapshot_id = ? AND new.key IS NULL`,
  );
  const keep = sql.prepare(
    `INSERT OR REPLACE INTO ledger_rows SELECT new.snapshot_id, base.key, base.learner_id, base.body, base.extra,
     base.count FROM ledger_rows new JOIN ledger_rows base ON base.snapshot_id = ? AND base.key = new.key
     WHERE new.snapshot_id = ? AND new.count = 0`,
  );
  const dropUnreadable = sql.prepare('DELETE FROM ledger_rows WHERE snapshot_id = ? AND count = 0');
  const vanished = sql.prepare(
    `INSERT INTO ledger_outbox (snapshot_id, key, deleted) SELECT base.snapshot_id, base.key, 1
     FROM ledger_rows base LEFT JOIN ledger_rows new ON new.snapshot_id = ? AND new.key = base.key
     WHERE base.snapshot_id = ? AND (new.key IS NULL OR new.learner_id IS NOT base.learner_id)`,
  );
  const changed = sql.prepare(
    `INSERT INTO ledger_outbox (snapshot_id, key, deleted) SELECT new.snapshot_id, new.key, 0
     FROM ledger_rows new LEFT JOIN ledger_rows base ON base.snapshot_id = ? AND base.key = new.key
     WHERE new.snapshot_id = ? AND (base.key IS NULL OR new.learner_id IS NOT base.learner_id
       OR new.body <> base.body OR new.extra <> base.extra OR new.count <> base.count)`,
  );
  const next = sql.prepare(
    `SELECT seq, deleted, row.* FROM ledger_outbox box JOIN ledger_rows row
     ON row.snapshot_id = box.snapshot_id AND row.key = box.key ORDER BY seq LIMIT ?`,
  );
  const done = sql.prepare('DELETE FROM ledger_outbox WHERE seq <= ?');
  const nextSnapshot = sql.prepare(
    'SELECT snapshot_id FROM ledger_rows WHERE snapshot_id > ? ORDER BY snapshot_id LIMIT 1',
  );
  const drop = sql.prepare(
    `DELETE FROM ledger_rows WHERE snapshot_id = ?1 AND key IN
     (SELECT key FROM ledger_rows WHERE snapshot_id = ?1 LIMIT ?2)`,
  );
  const none = -1;

  return {
    /** Later rows of a key replace earlier ones; `counted`: its rows are counted. */
    stage(snapshotId: number, row: StagedRow, counted: boolean): void {
      (counted ? countRow : putRow).run(snapshotId, row.key, row.learnerId, row.body, row.extra);
    },
    stageUnreadable(snapshotId: number, key: string): void {
      putUnreadable.run(snapshotId, key);
    },
    copy(fromId: number, toId: number): void {
      copy.run(toId, fromId);
    },
    effective(snapshotId: number): number {
      return rowsOf(effective.get(snapshotId));
    },
    removal(snapshotId: number, baseId: number | null): Removal {
      if (baseId === null) return { baseRows: 0, removed: 0 };
      return {
        baseRows: rowsOf(effective.get(baseId)),
        removed: rowsOf(removed.get(snapshotId, baseId)),
      };
    },
    /** Unreadable rows take the base's value; then the outbox is what differs. Returns how many rows changed. */
    fillOutbox(snapshotId: number, baseId: number | null): number {
      keep.run(baseId ?? none, snapshotId);
      dropUnreadable.run(snapshotId);
      vanished.run(snapshotId, baseId ?? none);
      return Number(changed.run(baseId ?? none, snapshotId).changes);
    },
    nextOutbox(limit: number): OutboxRow[] {
      return next.all(limit).map(outboxRow);
    },
    outboxDone(throughSeq: number): void {
      done.run(throughSeq);
    },
    /** Ids of all snapshots that have rows. */
    snapshotIds(): number[] {
      const ids: number[] = [];
      for (let row = nextSnapshot.get(0); row !== undefined; row = nextSnapshot.get(ids.at(-1) ?? 0)) {
        ids.push(numberOf(row, 'snapshot_id'));
      }
      return ids;
    },
    /** Drops at most `limit` rows; false when none was left. */
    dropSome(snapshotId: number, limit: number): boolean {
      return Number(drop.run(snapshotId, limit).changes) > 0;
    },
  };
}

function rowsOf(row: SqlRow | undefined): number {
  return row === undefined ? 0 : numberOf(row, 'rows');
}

function outboxRow(row: SqlRow): OutboxRow {
  return {
    seq: numberOf(row, 'seq'),
    deleted: numberOf(row, 'deleted') === 1,
    key: textOf(row, 'key'),
    learnerId: textOrNull(row, 'learner_id'),
    body: textOf(row, 'body'),
    extra: textOf(row, 'extra'),
    count: numberOf(row, 'count'),
  };
}
