import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { expect, onTestFinished, test } from 'vitest';
import { TrackerError } from './errors.ts';
import { guardedSqlite, inTransaction, openSqlite } from './sqlite.ts';

function opened(): DatabaseSync {
  const folder = mkdtempSync(join(tmpdir(), 'sqlite-'));
  const db = openSqlite(join(folder, 'data.sqlite'), { synchronous: 'NORMAL' }, (made) =>
    made.exec('CREATE TABLE t (n INTEGER) STRICT'),
  );
  onTestFinished(() => {
    db.close();
    rmSync(folder, { recursive: true });
  });
  return db;
}

const rows = (db: DatabaseSync) => db.prepare('SELECT n FROM t').all().length;

test('what fails in a transaction leaves nothing behind, and the connection can go on', () => {
  const db = opened();
  const failing = () =>
    inTransaction(db, 'write', () => {
      db.exec('INSERT INTO t VALUES (1)');
      throw new Error('no');
    });
  expect(failing).toThrow('no');
  expect(rows(db)).toBe(0);
  inTransaction(db, 'write', () => db.exec('INSERT INTO t VALUES (2)'));
  expect(rows(db)).toBe(1);
});

test('the file is in write-ahead mode, so that readers and the writer do not wait for each other', () => {
  expect(opened().prepare('PRAGMA journal_mode').get()).toEqual({ journal_mode: 'wal' });
});

test('tables that cannot be made leave no open connection', () => {
  const folder = mkdtempSync(join(tmpdir(), 'sqlite-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  let left: DatabaseSync | undefined;
  const failing = () =>
    openSqlite(join(folder, 'data.sqlite'), { synchronous: 'FULL' }, (db) => {
      left = db;
      throw new Error('no tables');
    });
  expect(failing).toThrow('no tables');
  expect(left?.isOpen).toBe(false);
});

test('SQLite’s own errors are told as the caller tells them; ours pass unchanged', () => {
  const db = opened();
  const failure = (message: string, cause: unknown) => new TrackerError('TOLD', message, 'hint', cause);
  const broken = () => guardedSqlite('the row cannot be read', () => db.exec('SELECT nothing'), failure);
  expect(broken).toThrow(
    expect.objectContaining({
      code: 'TOLD',
      message: expect.stringMatching(/^the row cannot be read: .*nothing/),
    }),
  );
  const own = new TrackerError('OWN', 'ours', 'hint');
  const passing = () =>
    guardedSqlite(
      'x',
      () => {
        throw own;
      },
      failure,
    );
  expect(passing).toThrow(own);
});
