import { expect, test } from 'vitest';
import type { FileStatus } from '../model.ts';
import { fileNotes } from './file-notes.ts';
import { NO_ROWS } from './file-status.ts';

function file(name: string, fields: Partial<FileStatus> = {}): FileStatus {
  const nothing = { checksum: null, code: null, reason: null, version: null, finishedAt: null };
  return {
    name,
    state: 'published',
    ...nothing,
    firstSeenAt: 0,
    courses: [],
    rows: NO_ROWS,
    tables: [],
    ...fields,
  };
}

const snapshot = (name: string, version: number, courseId: string, fields: Partial<FileStatus> = {}) =>
  file(name, {
    version,
    courses: [courseId],
    tables: [{ courseId, table: 'course_items', state: 'published', reason: null, rows: 1 }],
    ...fields,
  });

const CHANGED = { code: 'FETCH_TABLE_FAILED', reason: 'no column course_item_id' } as const;

test('what failed or is held is told, and nothing of what is simply published', () => {
  const files = [
    file('a.zip', { state: 'failed', reason: 'empty' }),
    file('b.zip', { state: 'held' }),
    file('c.zip'),
  ];
  expect(fileNotes({ files })).toEqual(['a.zip is failed: empty', 'b.zip is held: see the fetcher status']);
});

test('a table without a required heading is told of until a newer snapshot of its course has come', () => {
  const changed = snapshot('a.zip', 1, 'one', CHANGED);
  expect(fileNotes({ files: [changed, snapshot('b.zip', 2, 'two')] })).toEqual([
    'a table of a.zip could not be used: no column course_item_id',
  ]);
  expect(fileNotes({ files: [snapshot('c.zip', 2, 'one'), changed] })).toEqual([]);
});
