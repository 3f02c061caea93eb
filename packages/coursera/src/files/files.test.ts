import { appendFile } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import { refusal, tempFile } from '../testing/files.ts';
import { fileChecksum } from './checksum.ts';
import { classifyExportFile } from './export-name.ts';
import { checkUnchanged, stampOf } from './file-stamp.ts';

describe('names', () => {
  test.each([
    ['access-2020-03-01.csv.gz', 'access', '2020-03-01'],
    ['video-2020-02-29.csv.gz', 'video', '2020-02-29'],
    ['/in/some/folder/video-2020-02-29-a1.part0.csv.gz', 'video', '2020-02-29'],
  ])('%s is clickstream', (name, stream, day) => {
    expect(classifyExportFile(name)).toEqual({ kind: 'clickstream', stream, day });
  });

  test.each(['a.zip', 'slug_1590000000001.ZIP'])('%s is tables', (name) => {
    expect(classifyExportFile(name)).toEqual({ kind: 'tables' });
  });

  test.each([
    'access-2020-02-30.csv.gz',
    'access-2020-03-011.csv.gz',
    'access-2020-03-01.csv.gz.part',
    'access-2020-03-01.csv',
    'other-2020-03-01.csv.gz',
    '._access-2020-03-01.csv.gz',
    '.a.zip',
    'notes.txt',
  ])('%s is neither', (name) => expect(classifyExportFile(name)).toBeNull());
});

test('the checksum is the SHA-256 of the bytes', async () => {
  const path = await tempFile('a', 'abc');
  expect(await fileChecksum(path)).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
  expect(await refusal(fileChecksum(`${path}-missing`))).toBe('FILE_UNREADABLE');
});

test('a file that grew is not the one that was stamped', async () => {
  const path = await tempFile('a', 'abc');
  const stamp = await stampOf(path);
  await checkUnchanged(path, stamp);
  await appendFile(path, 'd');
  expect(await refusal(checkUnchanged(path, stamp))).toBe('FILE_CHANGED');
});
