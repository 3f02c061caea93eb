import { crc32, gzipSync } from 'node:zlib';
import type { Figures } from '@learning-tracker/metrics';
import { beforeAll, describe, expect, test } from 'vitest';
import { type EngineBench, expectBalance, startBench } from './engine-bench.ts';
import {
  COURSE,
  click,
  clicksGzip,
  csv,
  dayOfClicks,
  FIRST_DAY,
  NEXT_TABLES_ZIP,
  type Rows,
  SECOND_DAY,
  smallConfig,
  smallExports,
  smallTables,
  TABLES_ZIP,
  type Tables,
  tablesZip,
  zipOf,
} from './small-course.ts';

type Files = Readonly<Record<string, string | Uint8Array>>;

const THIRD_DAY = '2024-01-10';
const BAD_DAY = `access-${THIRD_DAY}.csv.gz`;

let good: Files;
let goodFigures: Record<string, Figures>;

beforeAll(async () => {
  good = await smallExports();
});

/** Not in a hook: a bench belongs to a test. */
async function figuresWithoutBadInput(): Promise<Record<string, Figures>> {
  goodFigures ??= await figuresOf(await startBench(smallConfig()), good);
  return goodFigures;
}

async function figuresOf(bench: EngineBench, files: Files) {
  await bench.take(files);
  return bench.figures();
}

test('the small course has figures that bad input could change', async () => {
  const figures = await figuresWithoutBadInput();
  expect(Object.keys(figures).sort()).toEqual(['ada', 'ben', 'cho', 'dee', 'eva', 'fay']);
  expect(figures.fay).toMatchObject({
    metric_7: { value: 100, absolute: 5, total: 5 },
    metric_11: { value: 100, absolute: 2, total: 2 },
    metric_12: { value: 70 },
  });
  for (const id of ['metric_1', 'metric_2', 'metric_3', 'metric_4', 'metric_5', 'metric_6'] as const) {
    expect(figures.fay?.[id].value).not.toBeNull();
  }
});

interface WholeFile {
  readonly what: string;
  readonly file: string;
  readonly bytes: () => Promise<Uint8Array> | Uint8Array;
  readonly code: string;
  /** What the reason must tell beside the file's name. */
  readonly reason: RegExp;
}

const newDay = () => clicksGzip(dayOfClicks(THIRD_DAY));
const newTables = () => tablesZip(smallTables(), NEXT_TABLES_ZIP);

const wholeFiles: readonly WholeFile[] = [
  {
    what: 'a truncated gzip',
    file: BAD_DAY,
    bytes: () => newDay().subarray(0, -30),
    code: 'FILE_TRUNCATED',
    reason: /ends too early/,
  },
  {
    what: 'a gzip with a wrong checksum',
    file: BAD_DAY,
    bytes: () => flipped(newDay(), -8),
    code: 'FILE_CORRUPT',
    reason: /damaged/,
  },
  {
    what: 'binary junk for a gzip',
    file: BAD_DAY,
    bytes: () => junk(5_000),
    code: 'FILE_CORRUPT',
    reason: /damaged/,
  },
  {
    what: 'a gzip bomb',
    file: BAD_DAY,
    bytes: () => gzipSync(Buffer.alloc(8 * 2 ** 20, '\n')),
    code: 'FILE_TOO_LARGE',
    reason: /200 times/,
  },
  {
    what: 'an empty clickstream file',
    file: BAD_DAY,
    bytes: () => new Uint8Array(),
    code: 'FILE_EMPTY',
    reason: /0 bytes/,
  },
  {
    what: 'an empty zip',
    file: NEXT_TABLES_ZIP,
    bytes: () => new Uint8Array(),
    code: 'FILE_EMPTY',
    reason: /0 bytes/,
  },
  {
    what: 'a truncated zip',
    file: NEXT_TABLES_ZIP,
    bytes: async () => (await newTables()).subarray(0, -200),
    code: 'FILE_TRUNCATED',
    reason: /directory is missing/,
  },
  {
    what: 'a corrupt zip',
    file: NEXT_TABLES_ZIP,
    bytes: async () => flipped(await newTables(), 90),
    code: 'FILE_CORRUPT',
    reason: /course_progress\.csv/,
  },
  {
    what: 'binary junk for a zip',
    file: NEXT_TABLES_ZIP,
    bytes: () => junk(6_000),
    code: 'FILE_CORRUPT',
    reason: /no zip/,
  },
  {
    what: 'a zip with a path outside it',
    file: NEXT_TABLES_ZIP,
    bytes: async () => renamed(await zipOf({ 'ab/course_grades.csv': 'x' }), 'ab/', '../'),
    code: 'ZIP_UNSAFE_PATH',
    reason: /\.\.\/course_grades\.csv/,
  },
  {
    what: 'a zip bomb',
    file: NEXT_TABLES_ZIP,
    bytes: () => zipOf({ 'course_grades.csv': Buffer.alloc(8 * 2 ** 20, '\n') }),
    code: 'ZIP_TOO_LARGE',
    reason: /course_grades\.csv grows more than 200 times/,
  },
];

describe('a file that cannot be used is reported and changes nothing', () => {
  test.each(wholeFiles)('$what: $code', async ({ file, bytes, code, reason }) => {
    const wanted = await figuresWithoutBadInput();
    const bench = await startBench(smallConfig());
    const { files } = await bench.take({ ...good, [file]: await bytes() });
    expect(files.find(({ name }) => name === file)).toMatchObject({ state: 'failed', code });
    const told = files.find(({ name }) => name === file)?.reason ?? '';
    expect(told).toContain(file);
    expect(told).toMatch(reason);
    expect(files.filter(({ state }) => state === 'published')).toHaveLength(Object.keys(good).length);
    expect(await bench.figures()).toEqual(wanted);
    // It is not looked into again, and its place can be taken by a good one.
    expect((await bench.take({})).files).toEqual([]);
    const healed = await bench.take({ [file]: file === BAD_DAY ? newDay() : await newTables() });
    expect(healed.files).toMatchObject([{ name: file, state: 'published', code: null }]);
  });
});

test('limits of unpacking can be raised for a file that is genuine', async () => {
  const rows = Array.from({ length: 12_000 }, () => click('ada', `${THIRD_DAY} 10:00:00`));
  const file = { [BAD_DAY]: clicksGzip(rows) };
  const strict = await startBench(smallConfig(), { limits: { maxRatio: 20 } });
  expect((await strict.take(file)).files).toMatchObject([{ state: 'failed', code: 'FILE_TOO_LARGE' }]);
  const generous = await startBench(smallConfig(), { limits: { maxRatio: 2_000 } });
  expect((await generous.take(file)).files).toMatchObject([{ state: 'published', rows: { read: 12_000 } }]);
});

interface BadRows {
  readonly what: string;
  readonly code: string;
  readonly learner: string | null;
  /** A line as it stands in the file, without its end. */
  readonly line: Buffer;
}

const line = (row: readonly string[]) => Buffer.from(csv([row], ''));
const at = `${FIRST_DAY} 08:15:00`;

const clickRows: readonly BadRows[] = [
  {
    what: 'a column too many',
    code: 'wrong_column_count',
    learner: null,
    line: line([...click('ada', at), 'x']),
  },
  {
    what: 'columns too few',
    code: 'wrong_column_count',
    learner: 'ada',
    line: line(click('ada', at).slice(0, 9)),
  },
  { what: 'a bad time', code: 'bad_time', learner: 'ada', line: line(click('ada', '2024-02-30 10:00:00')) },
  { what: 'no time', code: 'missing_value', learner: 'ada', line: line(click('ada', '')) },
  { what: 'no learner', code: 'missing_value', learner: null, line: line(click('', at)) },
  {
    what: 'bad JSON',
    code: 'bad_json',
    learner: 'ada',
    line: line(click('ada', at, 'home/info', { value: '{"a":' })),
  },
  {
    what: 'a stray quote',
    code: 'bad_quoting',
    learner: null,
    line: Buffer.from('"ada"x,"cookie","2024-01-08 08:15:00"'),
  },
  {
    what: 'bytes that are no UTF-8',
    code: 'bad_encoding',
    learner: 'ada',
    line: Buffer.concat([line(click('ada', at)).subarray(0, -1), Buffer.from([0xff, 0xc3, 0x22])]),
  },
  {
    what: 'binary junk',
    code: 'bad_encoding',
    learner: null,
    line: Buffer.from([0, 1, 2, 0x80, 0xfe, 7, 0x1b]),
  },
];

describe('a bad row of a clickstream file is a dead letter; the rest of the file counts', () => {
  test.each(clickRows)('$what: $code', async ({ code, learner, line: bad }) => {
    const wanted = await figuresWithoutBadInput();
    const file = `access-${FIRST_DAY}.csv.gz`;
    const rows = dayOfClicks(FIRST_DAY);
    const bytes = Buffer.concat([
      Buffer.from(csv(rows.slice(0, 3))),
      bad,
      Buffer.from(`\n${csv(rows.slice(3))}`),
    ]);
    const bench = await startBench(smallConfig());
    const { files } = await bench.take({ ...good, [file]: gzipSync(bytes) });
    expect(files.find(({ name }) => name === file)).toMatchObject({
      state: 'published',
      rows: { read: rows.length + 1, published: rows.length, dead: 1 },
    });
    expect(await bench.figures()).toEqual(wanted);
    expect(await bench.deadLetters()).toEqual([
      {
        id: expect.stringMatching(/^[0-9a-f]{64}\/access\/4$/),
        courseId: COURSE,
        learnerId: learner,
        code,
        reason: expect.stringMatching(/./),
        source: `${file}:4`,
        original: bad,
      },
    ]);
    expectBalance(await bench.engine.store.progress());
  });
});

interface BadTableRow extends BadRows {
  readonly table: string;
}

const tableRows: readonly BadTableRow[] = [
  {
    what: 'a bad time',
    table: 'course_progress',
    code: 'bad_time',
    learner: 'fay',
    line: line([COURSE, 'intro', 'fay', '2', '10 o’clock']),
  },
  {
    what: 'columns too few',
    table: 'course_progress',
    code: 'wrong_column_count',
    learner: 'fay',
    line: line([COURSE, 'intro', 'fay', '2']),
  },
  {
    what: 'columns too many',
    table: 'course_items',
    code: 'wrong_column_count',
    learner: null,
    line: line([COURSE, 'more', 'lesson1', '1', '1', 'x', 'f', 'x']),
  },
  {
    what: 'a bad number',
    table: 'course_item_grades',
    code: 'bad_number',
    learner: 'fay',
    line: line([COURSE, 'talk', 'fay', '', 'very good']),
  },
  {
    what: 'a bad boolean',
    table: 'course_items',
    code: 'bad_boolean',
    learner: null,
    line: line([COURSE, 'more', 'lesson1', '1', '1', 'x', 'perhaps']),
  },
  {
    what: 'no learner',
    table: 'course_grades',
    code: 'missing_value',
    learner: null,
    line: line([COURSE, '', '', '0.5', '0']),
  },
  {
    what: 'a stray quote',
    table: 'course_grades',
    code: 'bad_quoting',
    learner: null,
    line: Buffer.from('"a"b,fay'),
  },
];

describe('a bad row of a table is a dead letter; the rest of the table counts', () => {
  test.each(tableRows)('$what in $table: $code', async ({ table, code, learner, line: bad }) => {
    const wanted = await figuresWithoutBadInput();
    const entries = Object.fromEntries(
      Object.entries(smallTables()).map(([name, rows]) => [`${name}.csv`, Buffer.from(csv(rows))]),
    );
    const before = entries[`${table}.csv`] ?? Buffer.alloc(0);
    entries[`${table}.csv`] = Buffer.concat([before, bad, Buffer.from('\n')]);
    const bench = await startBench(smallConfig());
    const { files } = await bench.take({ ...good, [TABLES_ZIP]: await zipOf(entries) });
    expect(files.find(({ name }) => name === TABLES_ZIP)).toMatchObject({
      state: 'published',
      code: null,
      rows: { dead: 1 },
    });
    expect(await bench.figures()).toEqual(wanted);
    const lineNumber = before.toString().split('\n').length;
    expect(await bench.deadLetters()).toEqual([
      {
        id: expect.stringMatching(new RegExp(`^[0-9a-f]{64}/${table}/${lineNumber}$`)),
        courseId: COURSE,
        learnerId: learner,
        code,
        reason: expect.stringMatching(/./),
        source: `${TABLES_ZIP}/${table}.csv:${lineNumber}`,
        original: bad,
      },
    ]);
    expectBalance(await bench.engine.store.progress());
  });
});

describe('a table that cannot be used leaves its last good snapshot in force', () => {
  const withoutTime = (rows: Rows) => rows.map((row) => row.slice(0, -1));
  const tables: readonly {
    what: string;
    change: (tables: Tables) => Record<string, string>;
    reason: RegExp;
  }[] = [
    {
      what: 'a required column is missing',
      change: (tables) => ({ course_progress: csv(withoutTime(tables.course_progress ?? [])) }),
      reason:
        /course_progress\.csv: column course_progress_ts is missing; headings found: course_id, course_item_id/,
    },
    {
      what: 'it is empty',
      change: () => ({ course_progress: '' }),
      reason: /course_progress\.csv: is empty/,
    },
    {
      what: 'it is junk',
      change: () => ({ course_progress: junk(3_000).toString('latin1') }),
      reason: /course_progress\.csv/,
    },
  ];

  test.each(tables)('$what', async ({ change, reason }) => {
    const wanted = await figuresWithoutBadInput();
    const bench = await startBench(smallConfig());
    await bench.take(good);
    const next = smallTables();
    next.course_grades = (next.course_grades ?? []).map((row) =>
      row.with(3, row[3] === '0.7' ? '0.9' : (row[3] ?? '')),
    );
    const texts = {
      ...Object.fromEntries(Object.entries(next).map(([name, rows]) => [name, csv(rows)])),
      ...change(next),
    };
    const zip = await zipOf(
      Object.fromEntries(Object.entries(texts).map(([name, text]) => [`${name}.csv`, text])),
    );
    const { files } = await bench.take({ [NEXT_TABLES_ZIP]: zip });
    expect(files).toMatchObject([
      { state: 'published', code: 'FETCH_TABLE_FAILED', reason: expect.stringMatching(reason) },
    ]);
    const figures = await bench.figures();
    // The other tables of the zip count.
    expect(wanted.fay?.metric_12.raw).not.toBe(figures.fay?.metric_12.raw);
    const rest = (all: Record<string, Figures>) =>
      Object.entries(all).map(([id, { metric_12, ...others }]) => [id, others]);
    expect(rest(figures)).toEqual(rest(wanted));
  });
});

describe('what only looks unusual counts', () => {
  test.each<{ what: string; files: () => Promise<Files>; config?: Record<string, unknown> }>([
    {
      what: 'a byte order mark',
      files: () => respelled((text) => `\ufeff${text}`),
    },
    { what: 'CRLF line ends', files: () => respelled((text, rows) => csv(rows, '\r\n') || text) },
    {
      what: 'a heading that course.json names as an alias',
      config: { headerAliases: { course_progress_ts: ['progressed_at'] } },
      files: () => respelled((text) => text.replace('course_progress_ts', 'progressed_at')),
    },
    {
      what: 'tables in a folder of the zip, beside files of other systems',
      files: async () => {
        const entries = Object.entries(smallTables()).map(([name, rows]) => [
          `export/${name}.csv`,
          csv(rows),
        ]);
        const others = {
          '__MACOSX/export/._course_progress.csv': 'junk',
          'export/.DS_Store': 'junk',
          'export/notes.txt': 'x',
        };
        return { ...good, [TABLES_ZIP]: await zipOf({ ...Object.fromEntries(entries), ...others }) };
      },
    },
  ])('$what', async ({ files, config }) => {
    const wanted = await figuresWithoutBadInput();
    const bench = await startBench(smallConfig(config));
    const report = await bench.take(await files());
    expect(report.files.map(({ state, code }) => [state, code])).toEqual(
      Object.keys(good).map(() => ['published', null]),
    );
    expect(await bench.figures()).toEqual(wanted);
    expect(await bench.deadLetters()).toEqual([]);
  });

  test('without the alias the renamed column is missing; once course.json names it, the file is taken', async () => {
    const files = await respelled((text) => text.replace('course_progress_ts', 'progressed_at'));
    const bench = await startBench(smallConfig());
    const report = await bench.take(files);
    expect(report.files.find(({ name }) => name === TABLES_ZIP)).toMatchObject({
      code: 'FETCH_TABLE_FAILED',
    });
    await bench.stop();
    const config = smallConfig({ headerAliases: { course_progress_ts: ['progressed_at'] } });
    const next = await startBench(config, { folder: bench.folder });
    expect((await next.take({})).files).toMatchObject([{ name: TABLES_ZIP, state: 'published', code: null }]);
    expect(await next.figures()).toEqual(await figuresWithoutBadInput());
  });
});

test('progress on an unknown item is ignored; an item of unknown type counts in metric 7 only', async () => {
  const wanted = await figuresWithoutBadInput();
  const tables = smallTables();
  const done = (item: string) => [
    [COURSE, item, 'fay', '1', `${FIRST_DAY} 16:00:00`],
    [COURSE, item, 'fay', '2', `${FIRST_DAY} 16:30:00`],
  ];
  const unknownItem = { ...tables, course_progress: [...(tables.course_progress ?? []), ...done('nowhere')] };
  const bench = await startBench(smallConfig());
  const withUnknownItem = await figuresOf(bench, { ...good, [TABLES_ZIP]: await tablesZip(unknownItem) });
  const counts = (figures: Record<string, Figures>) =>
    (['metric_7', 'metric_8', 'metric_9', 'metric_10', 'metric_11', 'metric_12'] as const).map(
      (id) => figures.fay?.[id],
    );
  expect(counts(withUnknownItem)).toEqual(counts(wanted));
  expect(await bench.deadLetters()).toEqual([]);

  const unknownType = {
    ...tables,
    course_items: [...(tables.course_items ?? []), [COURSE, 'odd', 'lesson1', '9', '999', 'Odd', 'f']],
    course_progress: [...(tables.course_progress ?? []), ...done('odd')],
  };
  const other = await startBench(smallConfig());
  const withUnknownType = await figuresOf(other, { ...good, [TABLES_ZIP]: await tablesZip(unknownType) });
  expect(withUnknownType.fay?.metric_7).toMatchObject({ absolute: 6, total: 6 });
  expect(counts(withUnknownType).slice(1)).toEqual(counts(wanted).slice(1));
  expect(await other.deadLetters()).toEqual([]);
});

test('rows of a course that nobody configured are dead letters; the others of their files count', async () => {
  const wanted = await figuresWithoutBadInput();
  const tables = smallTables();
  tables.course_grades?.push(['otherCourse', 'zoe', '', '0.5', '0']);
  const clicks = [...dayOfClicks(FIRST_DAY), click('zoe', at, 'home/info', { course: 'otherCourse' })];
  const bench = await startBench(smallConfig());
  const figures = await figuresOf(bench, {
    ...good,
    [TABLES_ZIP]: await tablesZip(tables),
    [`access-${FIRST_DAY}.csv.gz`]: clicksGzip(clicks),
  });
  expect(figures).toEqual(wanted);
  const letters = await bench.deadLetters();
  expect(letters).toHaveLength(2);
  for (const letter of letters) {
    expect(letter).toMatchObject({ courseId: 'otherCourse', learnerId: 'zoe', code: 'unknown_course' });
    expect(letter.reason).toContain('otherCourse');
    expect(Buffer.from(letter.original).toString()).toContain(
      letter.source.includes('zip') ? '0.5' : 'home/info',
    );
  }
  expect(letters.map(({ source }) => source).sort()).toEqual([
    `access-${FIRST_DAY}.csv.gz:8`,
    `${TABLES_ZIP}/course_grades.csv:8`,
  ]);
});

test('a file that is still being written is waited for, not failed, and taken when it is whole', async () => {
  const bench = await startBench(smallConfig());
  await bench.take(good);
  const before = await bench.figures();
  const whole = newDay();
  const zip = await newTables();
  const look = async (files: Files) => {
    const report = await bench.take(files, { patient: true });
    return Object.fromEntries(report.files.map(({ name, state, code }) => [name, `${state} ${code}`]));
  };
  expect(await look({ [BAD_DAY]: whole.subarray(0, 50), [NEXT_TABLES_ZIP]: zip.subarray(0, 900) })).toEqual({
    [BAD_DAY]: 'waiting FILE_TRUNCATED',
    [NEXT_TABLES_ZIP]: 'waiting FILE_TRUNCATED',
  });
  const growing = {
    [BAD_DAY]: 'waiting FETCH_STILL_WRITTEN',
    [NEXT_TABLES_ZIP]: 'waiting FETCH_STILL_WRITTEN',
  };
  expect(await look({ [BAD_DAY]: whole.subarray(0, 90), [NEXT_TABLES_ZIP]: zip.subarray(0, 1_900) })).toEqual(
    growing,
  );
  expect(bench.engine.fetcher.status().files.filter(({ state }) => state === 'failed')).toEqual([]);
  expect(await look({ [BAD_DAY]: whole, [NEXT_TABLES_ZIP]: zip })).toEqual(growing);
  expect(await bench.figures()).toEqual(before);
  expect(await look({})).toEqual({ [BAD_DAY]: 'published null', [NEXT_TABLES_ZIP]: 'published null' });
  expect(await bench.figures()).not.toEqual(before);
});

test('all of it at once, beside good files: every good row counts, and the engine goes on', async () => {
  const wanted = await figuresWithoutBadInput();
  const bad: Record<string, Uint8Array> = {};
  for (const [n, { file, bytes, code }] of wholeFiles.entries()) {
    // Equal contents are one file, and two empty ones are equal.
    if (code === 'FILE_EMPTY' && file !== BAD_DAY) continue;
    const name = file.endsWith('.zip')
      ? file.replace('17049312', `1704931${n % 10}`)
      : file.replace('.csv', `_${n}.csv`);
    bad[name] = await bytes();
  }
  const day = `access-${FIRST_DAY}.csv.gz`;
  const badLines = clickRows.flatMap((row) => [row.line, Buffer.from('\n')]);
  const mixed = gzipSync(Buffer.concat([...badLines, Buffer.from(csv(dayOfClicks(FIRST_DAY)))]));
  const bench = await startBench(smallConfig());
  const report = await bench.take({ ...good, ...bad, [day]: mixed });
  expect(
    report.files
      .filter(({ state }) => state === 'failed')
      .map(({ name }) => name)
      .sort(),
  ).toEqual(Object.keys(bad).sort());
  expect(await bench.figures()).toEqual(wanted);
  const letters = await bench.deadLetters();
  expect(letters.map(({ code }) => code).sort()).toEqual(clickRows.map(({ code }) => code).sort());
  expectBalance(await bench.engine.store.progress());
  await bench.take({
    [`access-${SECOND_DAY}_2.csv.gz`]: clicksGzip([
      click('dee', `${SECOND_DAY} 20:00:00`),
      click('dee', `${SECOND_DAY} 20:20:00`),
    ]),
  });
  const after = await bench.figures();
  expect(after.dee?.metric_4.value).not.toBe(wanted.dee?.metric_4.value);
  expect(bench.engine.processor.failures()).toEqual([]);
});

/** The good files with the text of every table and clickstream file spelled another way. */
async function respelled(spell: (text: string, rows: Rows) => string): Promise<Files> {
  const entries = Object.entries(smallTables()).map(([name, rows]) => [
    `${name}.csv`,
    spell(csv(rows), rows),
  ]);
  const days = [FIRST_DAY, SECOND_DAY].map((day) => [
    `access-${day}.csv.gz`,
    gzipSync(spell(csv(dayOfClicks(day)), dayOfClicks(day))),
  ]);
  return { ...good, [TABLES_ZIP]: await zipOf(Object.fromEntries(entries)), ...Object.fromEntries(days) };
}

function flipped(bytes: Uint8Array, where: number): Uint8Array {
  const copy = Uint8Array.from(bytes);
  const index = where < 0 ? copy.length + where : where;
  copy[index] = (copy[index] ?? 0) ^ 0xff;
  return copy;
}

/** The same bytes in every run; nothing that a format begins with. */
function junk(length: number): Buffer {
  return Buffer.from(Uint32Array.from({ length: length / 4 }, (_, n) => crc32(`${n}`)).buffer);
}

/** Names in a zip stand in its directory and before each entry, without a checksum. */
function renamed(zip: Buffer, from: string, to: string): Uint8Array {
  return Buffer.from(zip.toString('latin1').replaceAll(from, to), 'latin1');
}
