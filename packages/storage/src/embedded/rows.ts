import type { SQLOutputValue } from 'node:sqlite';
import { TrackerError } from '@learning-tracker/runtime';

/** One row as node:sqlite gives it; the readers below refuse a value of another type. */
export type Row = Readonly<Record<string, SQLOutputValue>>;

export function integer(row: Row, column: string): number {
  const value = row[column];
  return typeof value === 'number' ? value : damaged(column, 'an integer', value);
}

export function text(row: Row, column: string): string {
  const value = row[column];
  return typeof value === 'string' ? value : damaged(column, 'a text', value);
}

export function blob(row: Row, column: string): Uint8Array {
  const value = row[column];
  return value instanceof Uint8Array ? value : damaged(column, 'a blob', value);
}

function damaged(column: string, expected: string, value: unknown): never {
  throw new TrackerError(
    'STORE_STORAGE_FAILED',
    `column ${column} of the store's file holds ${value === null ? 'null' : typeof value} where ${expected} belongs`,
    'The file was changed by another program: restore it from a backup, or replay the log into a new one.',
  );
}
