import { rm } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import { stampOf } from '../files/file-stamp.ts';
import { DEFAULT_LIMITS } from '../files/limits.ts';
import type { ZipLimits } from '../model.ts';
import { refusal, tempFile, zipBytes } from '../testing/files.ts';
import { openArchive } from './zip-archive.ts';

async function open(bytes: Uint8Array, limits: Partial<ZipLimits> = {}) {
  const path = await tempFile('a.zip', bytes);
  return await openArchive(path, await stampOf(path), { ...DEFAULT_LIMITS, ...limits }, 4);
}

const refused = (bytes: Uint8Array, limits?: Partial<ZipLimits>) => refusal(open(bytes, limits));

const CENTRAL_HEADER = Buffer.from('PK\x01\x02', 'latin1');

/** The bytes with some of the first entry's central directory header written over. */
function withCentral(bytes: Buffer, offset: number, patch: readonly number[]): Buffer {
  const copy = Buffer.from(bytes);
  copy.set(patch, copy.indexOf(CENTRAL_HEADER) + offset);
  return copy;
}

test('lists the files of a zip, with their first bytes, and streams them', async () => {
  const archive = await open(await zipBytes({ 'f/a.csv': 'hello world', 'b.txt': '' }));
  expect(archive.entries.map(({ path, bytes, head }) => [path, bytes, Buffer.from(head).toString()])).toEqual(
    [
      ['f/a.csv', 11, 'hell'],
      ['b.txt', 0, ''],
    ],
  );
  let text = '';
  for await (const chunk of archive.entries[0]?.read() ?? []) text += Buffer.from(chunk).toString();
  expect(text).toBe('hello world');
  archive.close();
});

describe('a zip is refused as a whole', () => {
  test('if it is empty, cut short, or no zip', async () => {
    const bytes = await zipBytes({ 'a.csv': 'x\n'.repeat(1000) });
    expect(await refused(Buffer.alloc(0))).toBe('FILE_EMPTY');
    for (const size of [4, 20, Math.floor(bytes.length / 2), bytes.length - 1]) {
      expect(await refused(bytes.subarray(0, size))).toBe('FILE_TRUNCATED');
    }
    expect(await refused(Buffer.from('<html>404 Not Found</html>'))).toBe('FILE_CORRUPT');
  });

  test('if the content of an entry does not match its CRC-32', async () => {
    const bytes = await zipBytes({ 'ok.csv': 'fine', 'a.csv': 'course_id\n' }, { compress: false });
    bytes.write('courze_id', bytes.indexOf('course_id'));
    expect(await refused(bytes)).toBe('FILE_CORRUPT');
  });

  test('if an entry does not have its size, cannot be inflated, or the directory is damaged', async () => {
    const bytes = await zipBytes({ 'a.csv': 'x\n'.repeat(1000) });
    expect(await refused(withCentral(bytes, 24, [1, 0, 0, 0]))).toBe('FILE_CORRUPT');
    expect(await refused(withCentral(bytes, 24, [0xff, 0xff, 0, 0]))).toBe('FILE_CORRUPT');
    expect(await refused(withCentral(bytes, 0, [1]))).toBe('FILE_CORRUPT');
    const damaged = Buffer.from(bytes);
    damaged.fill(0xff, 35, 45);
    expect(await refused(damaged)).toBe('FILE_CORRUPT');
  });

  test.each([
    '../evil.csv',
    '/evil/a.csv',
    'C:/evil.csv',
    'a/../../b.csv',
    '..\\evil.csv',
    '__MACOSX/../../a',
  ])('if an entry is called %s', async (name) => {
    const harmless = 'x'.repeat(name.length);
    const bytes = await zipBytes({ 'a.csv': 'a\n', [harmless]: 'a\n' });
    const evil = Buffer.from(bytes.toString('latin1').replaceAll(harmless, name), 'latin1');
    expect(await refused(evil)).toBe('ZIP_UNSAFE_PATH');
  });

  test('if it is a bomb: by ratio, by size and by number of entries', async () => {
    const bomb = await zipBytes({ 'a.csv': Buffer.alloc(4 * 2 ** 20) });
    expect(await refused(bomb)).toBe('ZIP_TOO_LARGE');
    (await open(bomb, { maxRatio: 2000 })).close();
    const two = await zipBytes({ 'a.csv': 'x'.repeat(600), 'b.csv': 'y'.repeat(600) });
    expect(await refused(two, { maxBytes: 1000 })).toBe('ZIP_TOO_LARGE');
    expect(await refused(two, { maxEntries: 1 })).toBe('ZIP_TOO_MANY_ENTRIES');
    (await open(two, { maxBytes: 1200, maxEntries: 2 })).close();
  });

  test('if it is a bomb that lies about its size', async () => {
    const bomb = await zipBytes({ 'a.csv': Buffer.alloc(4 * 2 ** 20) });
    expect(await refused(withCentral(bomb, 24, [1, 0, 0, 0]))).toBe('FILE_CORRUPT');
  });

  test('if it is encrypted or packed by another method', async () => {
    const bytes = await zipBytes({ 'a.csv': 'a\n' });
    expect(await refused(withCentral(bytes, 8, [1]))).toBe('ZIP_UNSUPPORTED');
    expect(await refused(withCentral(bytes, 10, [12]))).toBe('ZIP_UNSUPPORTED');
  });

  test('if it is not there', async () => {
    const path = await tempFile('a.zip', await zipBytes({ 'a.csv': 'a\n' }));
    const stamp = await stampOf(path);
    await rm(path);
    expect(await refusal(openArchive(path, stamp, DEFAULT_LIMITS, 4))).toBe('FILE_UNREADABLE');
  });
});
