import type { ExportScope } from '@learning-tracker/coursera';
import type { Order, OrderFile, OrderState } from '../export-api/order.ts';
import { numberOf, numberOrNull, type SqlRow, textOf, textOrNull } from './columns.ts';
import type { Database } from './database.ts';

export type OrderLedger = ReturnType<typeof createOrderLedger>;

/** What was ordered of the export API, with which jobs, and the files that came. */
export function createOrderLedger({ sql }: Database) {
  const all = sql.prepare('SELECT * FROM ledger_orders ORDER BY key');
  const active = sql.prepare(
    `SELECT * FROM ledger_orders WHERE state IN ('wanted', 'asking', 'requested', 'ready') ORDER BY key`,
  );
  const troubled = sql.prepare(
    `SELECT * FROM ledger_orders AS late
     WHERE code IS NOT NULL AND state <> 'downloaded' AND NOT EXISTS (
       SELECT 1 FROM ledger_orders AS newer
       WHERE late.kind = 'tables' AND newer.kind = 'tables' AND newer.state = 'downloaded' AND newer.day > late.day
         AND newer.scope_kind = late.scope_kind AND newer.scope_id = late.scope_id AND newer.hashing = late.hashing
     ) ORDER BY day, key`,
  );
  const starts = sql.prepare(
    'SELECT start_day FROM ledger_orders WHERE scope_kind = ? AND scope_id = ? AND start_day IS NOT NULL',
  );
  const put = sql.prepare(
    'INSERT OR REPLACE INTO ledger_orders VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)',
  );
  const job = sql.prepare('SELECT 1 AS found FROM ledger_order_jobs WHERE job_id = ?');
  const putJob = sql.prepare('INSERT OR IGNORE INTO ledger_order_jobs VALUES (?, ?)');
  const files = sql.prepare('SELECT * FROM ledger_order_files ORDER BY order_key, path');
  const named = sql.prepare('SELECT * FROM ledger_order_files WHERE name = ? ORDER BY order_key, path');
  const ofOrder = sql.prepare('SELECT * FROM ledger_order_files WHERE order_key = ? ORDER BY path');
  const putFile = sql.prepare('INSERT OR REPLACE INTO ledger_order_files VALUES (?, ?, ?, ?, ?)');

  return {
    all: (): Order[] => all.all().map(orderOf),
    /** Those that are not at their end. */
    active: (): Order[] => active.all().map(orderOf),
    /** Those that failed or are late, but for tables of which newer ones have come. */
    troubled: (): Order[] => troubled.all().map(orderOf),
    /** First days of all clickstream orders of a scope. */
    startsOf: (scope: ExportScope): string[] =>
      starts.all(scope.kind, scopeId(scope)).map((row) => textOf(row, 'start_day')),
    put(order: Order): void {
      const { scope, interval } = order;
      put.run(
        order.key,
        order.kind,
        scope.kind,
        scopeId(scope),
        order.hashing,
        order.day,
        interval?.start ?? null,
        interval?.end ?? null,
        order.state,
        order.failures,
        order.notBefore,
        order.askedAt,
        order.jobId,
        order.polls,
        order.nextPollAt,
        order.snapshotAt,
        order.code,
        order.reason,
        order.changedAt,
      );
      // Also the jobs of earlier attempts stay known, so that none is taken for a new one.
      if (order.jobId !== null) putJob.run(order.jobId, order.key);
    },
    isKnownJob: (id: string): boolean => job.get(id) !== undefined,
    files: (): OrderFile[] => files.all().map(fileOf),
    /** Files of any order that the API gave out under a name. */
    filesNamed: (name: string): OrderFile[] => named.all(name).map(fileOf),
    filesOf: (key: string): OrderFile[] => ofOrder.all(key).map(fileOf),
    putFile({ orderKey, name, path, validator, bytes }: OrderFile): void {
      putFile.run(orderKey, name, path, validator, bytes);
    },
  };
}

const STATES: readonly OrderState[] = ['wanted', 'asking', 'requested', 'ready', 'downloaded', 'failed'];

function orderOf(row: SqlRow): Order {
  const state = STATES.find((name) => name === row.state);
  if (state === undefined) throw new TypeError('ledger_orders holds an unknown state');
  const [start, end] = [textOrNull(row, 'start_day'), textOrNull(row, 'end_day')];
  return {
    key: textOf(row, 'key'),
    kind: row.kind === 'tables' ? 'tables' : 'clickstream',
    scope: scopeOf(textOf(row, 'scope_kind'), textOf(row, 'scope_id')),
    hashing: row.hashing === 'isolated' ? 'isolated' : 'linked',
    day: textOf(row, 'day'),
    interval: start === null || end === null ? null : { start, end },
    state,
    failures: numberOf(row, 'failures'),
    notBefore: textOf(row, 'not_before'),
    askedAt: numberOrNull(row, 'asked_at'),
    jobId: textOrNull(row, 'job_id'),
    polls: numberOf(row, 'polls'),
    nextPollAt: numberOf(row, 'next_poll_at'),
    snapshotAt: numberOrNull(row, 'snapshot_at'),
    code: textOrNull(row, 'code'),
    reason: textOrNull(row, 'reason'),
    changedAt: numberOf(row, 'changed_at'),
  };
}

function scopeId(scope: ExportScope): string {
  switch (scope.kind) {
    case 'course':
      return scope.courseId;
    case 'partner':
      return scope.partnerId;
    case 'group':
      return scope.groupId;
  }
}

function scopeOf(kind: string, id: string): ExportScope {
  if (kind === 'partner') return { kind, partnerId: id };
  return kind === 'group' ? { kind, groupId: id } : { kind: 'course', courseId: id };
}

function fileOf(row: SqlRow): OrderFile {
  return {
    orderKey: textOf(row, 'order_key'),
    name: textOf(row, 'name'),
    path: textOf(row, 'path'),
    validator: textOrNull(row, 'validator'),
    bytes: numberOf(row, 'bytes'),
  };
}
