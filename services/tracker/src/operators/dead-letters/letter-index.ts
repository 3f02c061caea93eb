import { DatabaseSync } from 'node:sqlite';
import type { Micros } from '@learning-tracker/metrics';
import type { LetterPlace } from './letters.ts';

export interface Retry {
  readonly at: Micros;
  readonly how: string;
}

/**
 * What one command has seen of the dead-letters topic, by id. Kept in a temporary file that the system removes, so that
 * memory does not grow with the topic.
 */
export interface LetterIndex {
  /** @returns whether the place is the newest seen of this id */
  addLetter(id: string, place: LetterPlace): boolean;
  addRetry(id: string, retry: Retry): void;
  has(id: string): boolean;
  /** Whether no newer letter of this id was seen elsewhere: a repeat is one dead letter. */
  isNewest(id: string, place: LetterPlace): boolean;
  /** The newest retry seen of this id. */
  retryOf(id: string): Retry | null;
  close(): void;
}

export function createLetterIndex(): LetterIndex {
  const db = new DatabaseSync('');
  db.exec(`
    PRAGMA journal_mode = OFF;
    CREATE TABLE letter (
      id TEXT PRIMARY KEY, at INTEGER NOT NULL, partition INTEGER NOT NULL, position INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE retry (id TEXT PRIMARY KEY, at INTEGER NOT NULL, how TEXT NOT NULL) STRICT, WITHOUT ROWID;
    BEGIN;
  `);
  const addLetter = db.prepare(
    `INSERT INTO letter VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE
     SET at = excluded.at, partition = excluded.partition, position = excluded.position
     WHERE (excluded.at, excluded.partition, excluded.position) > (at, partition, position)`,
  );
  const letter = db.prepare('SELECT partition, position FROM letter WHERE id = ?');
  const addRetry = db.prepare(
    `INSERT INTO retry VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET at = excluded.at, how = excluded.how
     WHERE excluded.at > at`,
  );
  const retry = db.prepare('SELECT at, how FROM retry WHERE id = ?');

  return {
    addLetter: (id, { appendedAt, partition, offset }) =>
      addLetter.run(id, appendedAt, partition, offset).changes > 0,
    addRetry: (id, { at, how }) => {
      addRetry.run(id, at, how);
    },
    has: (id) => letter.get(id) !== undefined,
    isNewest: (id, { partition, offset }) => {
      const row = letter.get(id);
      return row?.partition === partition && row.position === offset;
    },
    retryOf: (id) => {
      const row = retry.get(id);
      return row === undefined ? null : { at: Number(row.at), how: String(row.how) };
    },
    close: () => db.close(),
  };
}
