import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import type { Clickstream } from '../clickstream/clickstream.ts';
import { writeDay } from '../clickstream/write-day.ts';
import { readZip } from '../testing/read-exports.ts';
import { withFolder } from '../testing/written-course.ts';
import { createGzipFile } from './gzip-file.ts';
import { writeZip } from './zip-file.ts';

const mtime = new Date('2024-01-08T00:00:00Z');

describe('a gzip file', () => {
  it('appears whole, under its name only when closed', () =>
    withFolder(async (folder) => {
      const path = join(folder, 'a.csv.gz');
      const line = `${'x'.repeat(1000)}\n`;
      const file = createGzipFile(path);
      for (let n = 0; n < 400; n += 1) await file.write(line);
      await expect(stat(path)).rejects.toThrow('ENOENT');
      expect(await file.close()).toBe(path);
      expect(gunzipSync(await readFile(path)).toString()).toBe(line.repeat(400));
      expect(await readdir(folder)).toEqual(['a.csv.gz']);
    }));

  it('is not made for nothing', () =>
    withFolder(async (folder) => {
      expect(await createGzipFile(join(folder, 'a.csv.gz')).close()).toBeNull();
      expect(await readdir(folder)).toEqual([]);
    }));

  it('leaves nothing behind when its rows fail', () =>
    withFolder(async (folder) => {
      const broken: Clickstream = {
        days: ['2024-01-08'],
        clicksOf: () => {
          throw new Error('no more clicks');
        },
      };
      await expect(writeDay(broken, folder, '2024-01-08', 'final')).rejects.toThrow('no more clicks');

      const file = createGzipFile(join(folder, 'a.csv.gz'));
      await file.write('x'.repeat(1_000_000));
      await file.abort();
      expect(await readdir(folder)).toEqual([]);
    }));
});

describe('a zip', () => {
  it('holds the entries, in pieces or not', () =>
    withFolder(async (folder) => {
      const path = join(folder, 'a.zip');
      const long = Array.from({ length: 5000 }, (_, n) => `line ${n} — é\n`);
      await writeZip(
        path,
        [
          { name: 'long.csv', text: () => long },
          { name: 'empty.csv', text: () => [] },
        ],
        mtime,
      );
      const texts = await readZip(path);
      expect(texts.get('long.csv')).toBe(long.join(''));
      expect(texts.get('empty.csv')).toBe('');
      expect(await readdir(folder)).toEqual(['a.zip']);
    }));

  it('fails with its entry and leaves nothing behind', () =>
    withFolder(async (folder) => {
      function* failing(): Iterable<string> {
        yield 'first\n';
        throw new Error('no more rows');
      }
      const written = writeZip(join(folder, 'a.zip'), [{ name: 'a.csv', text: failing }], mtime);
      await expect(written).rejects.toThrow('no more rows');
      expect(await readdir(folder)).toEqual([]);
    }));
});
