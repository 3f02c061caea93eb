import { appendFile } from 'node:fs/promises';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { BadRow, Click, ClickstreamFile, ZipLimits } from '../model.ts';
import { csv } from '../testing/dialect.ts';
import { refusal, tempFile } from '../testing/files.ts';
import { openClickstreamFile } from './clickstream-file.ts';

const ACCESS = 'access-2020-03-01.csv.gz';
const AT = Date.UTC(2020, 2, 1, 8) * 1000;
const ROW = {
  user: 'u1',
  cookie: 'k',
  at: '2020-03-01 08:00:00.000123',
  ip: '10.0.0.1',
  agent: 'Mozilla/5.0 (X11, Linux)',
  url: 'https://www.coursera.org/learn/slug/lecture/i1/x',
  referrer: '',
  language: 'nl',
  course: 'c1',
  country: 'NL',
  region: 'ZH',
  zone: 'Europe/Amsterdam',
  os: 'Linux',
  browser: 'Firefox',
  key: 'pageview',
  value: '{"a":"\\"b\\""}',
};
const row = (changes: Partial<typeof ROW> = {}): string[] => Object.values({ ...ROW, ...changes });

async function open(content: string | Uint8Array, name = ACCESS, limits: Partial<ZipLimits> = {}) {
  return await openClickstreamFile(await tempFile(name, gzipSync(content)), { limits });
}

async function read(file: ClickstreamFile, publish: readonly string[] = []) {
  const rows: Click[] = [];
  const bad: BadRow[] = [];
  for await (const chunk of file.rows({ publish })) {
    rows.push(...chunk.rows);
    bad.push(...chunk.bad);
  }
  return { rows, bad };
}

const raw = async (bytes: Uint8Array) => await openClickstreamFile(await tempFile(ACCESS, bytes));
const hex = (click: Click | undefined) => Buffer.from(click?.identity ?? []).toString('hex');

describe('a day of clickstream', () => {
  test('gives its rows with what every click carries', async () => {
    const file = await open(csv([row(), row({ user: ' u2 ', value: '' })]), 'video-2020-03-01-again.csv.gz');
    expect(file).toMatchObject({
      file: 'video-2020-03-01-again.csv.gz',
      kind: 'video',
      day: '2020-03-01',
      maxRows: 2,
    });
    const { rows, bad } = await read(file);
    expect(bad).toEqual([]);
    expect(rows).toEqual([
      {
        line: 1,
        learnerId: 'u1',
        courseOrBranchId: 'c1',
        kind: 'video',
        at: AT + 123,
        url: ROW.url,
        key: 'pageview',
        value: ROW.value,
        identity: expect.any(Uint8Array),
        occurrence: 0,
        extra: {},
      },
      expect.objectContaining({ line: 2, learnerId: 'u2', value: '' }),
    ]);
  });

  test('carries only published columns beside them', async () => {
    const { rows } = await read(await open(csv([row()])), ['hashed_ip', 'os', 'unknown']);
    expect(rows[0]?.extra).toEqual({ hashed_ip: '10.0.0.1', os: 'Linux' });
  });

  test('may be packed in several members, hold a mark and \\r\\n, and be read twice', async () => {
    const half = (user: string, mark: string) => gzipSync(mark + csv([row({ user })], '\r\n'));
    const file = await raw(Buffer.concat([half('u1', '\ufeff'), half('u2', ''), gzipSync('')]));
    for (let time = 0; time < 2; time++) {
      const { rows, bad } = await read(file);
      expect(bad).toEqual([]);
      expect(rows.map(({ line, learnerId, occurrence }) => [line, learnerId, occurrence])).toEqual([
        [1, 'u1', 0],
        [2, 'u2', 0],
      ]);
    }
  });

  test('of nothing is a valid file', async () => {
    const file = await open('');
    expect(file.maxRows).toBe(0);
    expect(await read(file)).toEqual({ rows: [], bad: [] });
  });

  test('numbers exact repeats, and only those', async () => {
    const { rows } = await read(await open(csv([row(), row({ ip: '10.0.0.2' }), row(), row()])));
    expect(rows.map(({ occurrence }) => occurrence)).toEqual([0, 0, 1, 2]);
    expect(hex(rows[0])).toBe(hex(rows[2]));
  });
});

describe('identity', () => {
  test('is fixed for all time: recorded events carry it', async () => {
    const { rows } = await read(await open(csv([row()])));
    expect(hex(rows[0])).toBe('1c9647c50280ecea640a23139c3a1745');
  });

  test('is of the decoded fields, however they are written', async () => {
    const quoted = await read(await open(csv([row()])));
    const plain = csv([row()]).replaceAll(/"([a-z0-9]+)"/gi, '$1');
    expect(plain).not.toBe(csv([row()]));
    expect(hex((await read(await open(plain))).rows[0])).toBe(hex(quoted.rows[0]));
  });

  test('differs by kind', async () => {
    const access = await read(await open(csv([row()])));
    const video = await read(await open(csv([row()]), 'video-2020-03-01.csv.gz'));
    expect(hex(access.rows[0])).not.toBe(hex(video.rows[0]));
  });

  test('property: equal for equal rows only, also where text moves between columns', async () => {
    const text = fc.string({ unit: fc.constantFrom('a', ',', '1', '\0', '\n', 'é'), maxLength: 3 });
    const some = fc.record({ cookie: text, ip: text, agent: text, url: text, zone: text });
    await fc.assert(
      fc.asyncProperty(fc.array(some, { minLength: 2, maxLength: 30 }), async (changes) => {
        const written = changes.map((change) => row(change));
        const { rows } = await read(await open(csv(written)));
        const distinct = new Set(written.map((fields) => JSON.stringify(fields))).size;
        expect(new Set(rows.map(hex)).size).toBe(distinct);
        expect(rows.filter(({ occurrence }) => occurrence === 0)).toHaveLength(distinct);
      }),
      { numRuns: 30 },
    );
  });
});

describe('bad rows stand beside the good ones', () => {
  const about = { course: { by: 'course', courseId: 'c1' }, learnerId: 'u1', key: null } as const;
  const nothing = { course: null, learnerId: null, key: null } as const;

  test.each<readonly [string, string | Buffer, Partial<BadRow>]>([
    ['bad time', csv([row({ at: '2020-03-01' })]), { code: 'bad_time', ...about }],
    ['no time', csv([row({ at: 'NA' })]), { code: 'missing_value', ...about }],
    ['bad JSON', csv([row({ value: '{"a":' })]), { code: 'bad_json', ...about }],
    ['no learner', csv([row({ user: ' ' })]), { code: 'missing_value', ...about, learnerId: null }],
    ['no course', csv([row({ course: '' })]), { code: 'missing_value', ...about, course: null }],
    ['too short', csv([row().slice(0, 15)]), { code: 'wrong_column_count', ...about }],
    ['cut in the first column', 'u\n', { code: 'wrong_column_count', ...nothing }],
    ['too long', csv([[...row(), 'x']]), { code: 'wrong_column_count', ...nothing }],
    ['broken quoting', 'a"b\n', { code: 'bad_quoting', ...nothing }],
    ['quote not closed', csv([row()]).replace('pageview"', 'pageview'), { code: 'bad_quoting', ...nothing }],
    ['Latin-1', Buffer.from(csv([row({ agent: '\xe9' })]), 'latin1'), { code: 'bad_encoding', ...about }],
    ['binary junk', Buffer.from([0, 0xff, 0x1b, 0x22, 0x80, 0x0a]), { code: 'bad_quoting', ...nothing }],
  ])('%s', async (_, line, expected) => {
    const good = Buffer.from(csv([row()]));
    const { rows, bad } = await read(await open(Buffer.concat([good, Buffer.from(line), good])));
    expect(rows.map(({ line, occurrence }) => [line, occurrence])).toEqual([
      [1, 0],
      [3, 1],
    ]);
    expect(bad).toMatchObject([{ line: 2, ...expected }]);
    expect(Buffer.from(bad[0]?.original ?? [])).toEqual(Buffer.from(line).subarray(0, -1));
    expect(bad[0]?.reason).not.toBe('');
  });

  test.each(['{}', '', 'NA', '[]', '1', 'null', '"x"', ' {} '])('the value %j is good', async (value) => {
    expect((await read(await open(csv([row({ value })])))).bad).toEqual([]);
  });

  test('the last row of a text that was cut is bad, the others count', async () => {
    const text = csv([row(), row({ user: 'u2' })]);
    const { rows, bad } = await read(await open(text.slice(0, -20)));
    expect(rows).toHaveLength(1);
    expect(bad).toMatchObject([{ line: 2, code: 'bad_quoting' }]);
  });
});

describe('a file is refused as a whole', () => {
  const bytes = gzipSync(csv(Array.from({ length: 100 }, (_, at) => row({ user: `u${at}` }))));

  test('if it is empty or not there', async () => {
    expect(await refusal(raw(Buffer.alloc(0)))).toBe('FILE_EMPTY');
    expect(await refusal(openClickstreamFile(`/nowhere/${ACCESS}`))).toBe('FILE_UNREADABLE');
  });

  test('if it is cut anywhere, as while it is written', async () => {
    for (const size of [1, 5, 17, Math.floor(bytes.length / 2), bytes.length - 8, bytes.length - 1]) {
      expect(await refusal(raw(bytes.subarray(0, size)))).toBe('FILE_TRUNCATED');
    }
    expect(await refusal(raw(Buffer.concat([bytes, bytes.subarray(0, 30)])))).toBe('FILE_TRUNCATED');
  });

  test('if its CRC, its length or its data are wrong, or more follows', async () => {
    for (const at of [bytes.length - 7, bytes.length - 3, 3]) {
      const damaged = Buffer.from(bytes);
      damaged[at] = (damaged[at] ?? 0) ^ 0xf0;
      expect(await refusal(raw(damaged))).toBe('FILE_CORRUPT');
    }
    expect(await refusal(raw(Buffer.from('no gzip at all')))).toBe('FILE_CORRUPT');
    expect(await refusal(raw(Buffer.concat([bytes, Buffer.alloc(9)])))).toBe('FILE_CORRUPT');
    expect(await refusal(raw(Buffer.concat([bytes, Buffer.alloc(9), bytes])))).toBe('FILE_CORRUPT');
  });

  test('if it is a bomb', async () => {
    const bomb = Buffer.alloc(4 * 2 ** 20, '\n');
    expect(await refusal(open(bomb))).toBe('FILE_TOO_LARGE');
    expect(await refusal(open(bomb, ACCESS, { maxRatio: 10_000, maxBytes: 2 ** 20 }))).toBe('FILE_TOO_LARGE');
    expect((await open(bomb, ACCESS, { maxRatio: 10_000 })).maxRows).toBe(2 ** 18);
  });

  test('if its name is another', async () => {
    expect(await refusal(open('', 'access.csv.gz'))).toBe('FILE_NAME_UNKNOWN');
  });

  test('if it changes while its rows are read', async () => {
    const path = await tempFile(ACCESS, bytes);
    const rows = (await openClickstreamFile(path)).rows()[Symbol.asyncIterator]();
    expect((await rows.next()).value.rows).toHaveLength(100);
    await appendFile(path, bytes);
    expect(await refusal(rows.next())).toBe('FILE_CHANGED');
  });

  test('if it changed after it was verified, before the first row', async () => {
    const path = await tempFile(ACCESS, bytes);
    const file = await openClickstreamFile(path);
    await appendFile(path, bytes);
    const rows = file.rows()[Symbol.asyncIterator]();
    expect(await refusal(rows.next())).toBe('FILE_CHANGED');
  });
});
