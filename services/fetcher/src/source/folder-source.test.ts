import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { createFolderSource } from './folder-source.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'exports-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

it('lists files anywhere below the folder, but no hidden, packed-along or unfinished ones', async () => {
  for (const name of [
    'b.zip',
    'a.zip.part',
    'a.zip.tmp',
    '.hidden.zip',
    '.git/c.zip',
    '__MACOSX/d.zip',
    'deep/er/access-2020-05-10.csv.gz',
  ]) {
    await mkdir(join(folder, name, '..'), { recursive: true });
    await writeFile(join(folder, name), 'four');
  }
  const files = await createFolderSource(folder).files();
  expect(files.map(({ path, name, bytes }) => [path, name, bytes])).toEqual([
    [join(folder, 'b.zip'), 'b.zip', 4],
    [join(folder, 'deep/er/access-2020-05-10.csv.gz'), 'access-2020-05-10.csv.gz', 4],
  ]);
  expect(files.every(({ modifiedAtMs }) => modifiedAtMs > 0)).toBe(true);
});

it('says so when there is no such folder', async () => {
  await expect(createFolderSource(join(folder, 'nowhere')).files()).rejects.toMatchObject({ code: 'ENOENT' });
});
