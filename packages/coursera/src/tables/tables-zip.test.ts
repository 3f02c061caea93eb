import { appendFile } from 'node:fs/promises';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { BadRow, TableRow, TablesZip } from '../model.ts';
import { csv } from '../testing/dialect.ts';
import { refusal, tempFile, type ZipContent, zipBytes } from '../testing/files.ts';
import { openTablesZip, type TablesZipOptions } from './tables-zip.ts';

const AT = Date.UTC(2020, 2, 1, 8) * 1000;
const MODULES = 'course_id,course_module_id,course_module_order\n';

async function open(content: ZipContent, options: TablesZipOptions & { name?: string; mtime?: Date } = {}) {
  const { name = 'slug_1590000000001.zip', mtime = new Date(0), ...rest } = options;
  const zip = await openTablesZip(await tempFile(name, await zipBytes(content, { mtime })), rest);
  onTestFinished(() => zip.close());
  return zip;
}

async function read(zip: TablesZip, name: string, publish: readonly string[] = []) {
  const table = zip.tables.find((entry) => entry.name === name);
  if (table === undefined) throw new Error(`${name} is not among ${zip.tables.map((entry) => entry.name)}`);
  const rows: TableRow[] = [];
  const bad: BadRow[] = [];
  for await (const chunk of zip.rows(table, { publish })) {
    rows.push(...chunk.rows);
    bad.push(...chunk.bad);
  }
  return { rows, bad };
}

describe('what counts as a table', () => {
  test('CSV files in whatever folder, without hidden ones and other files', async () => {
    const zip = await open({
      'export/course_modules.csv': MODULES,
      'export/erasmus_course_user_ids.csv': 'erasmus_user_id,my_course_user_id\n',
      '__MACOSX/export/._course_modules.csv': 'junk"',
      'export/.hidden.csv': '',
      'readme.html': '<table>',
    });
    expect(zip.tables.map(({ name, file, typed }) => [name, file, typed])).toEqual([
      ['course_modules', 'export/course_modules.csv', true],
      ['course_user_ids', 'export/erasmus_course_user_ids.csv', true],
    ]);
    expect(zip.failures).toEqual([]);
  });

  test('a header without rows is a table of no rows; a file of nothing is a failure', async () => {
    const zip = await open({ 'course_modules.csv': MODULES.trim(), 'users.csv': '', 'courses.csv': '\n\n' });
    expect(await read(zip, 'course_modules')).toEqual({ rows: [], bad: [] });
    expect(zip.failures).toMatchObject([
      { table: 'users', file: 'users.csv', code: 'empty_file' },
      { table: 'courses', file: 'courses.csv', code: 'empty_file' },
    ]);
  });

  test('a table that occurs twice is used from neither file', async () => {
    const zip = await open({
      'a/course_modules.csv': MODULES,
      'b/course_modules.csv': MODULES,
      'x.csv': 'a\n',
    });
    expect(zip.tables.map(({ name }) => name)).toEqual(['x']);
    expect(zip.failures).toMatchObject([
      {
        file: 'a/course_modules.csv',
        code: 'unreadable',
        reason: expect.stringContaining('b/course_modules.csv'),
      },
      { file: 'b/course_modules.csv', code: 'unreadable' },
    ]);
  });

  test('a header that is broken, or binary junk, is a failure of that table', async () => {
    const zip = await open({
      'a.csv': 'a"b,c\n1,2\n',
      'b.csv': Buffer.from([0xff, 0xfe, 0x00, 0x22, 0x0a, 0x80, 0x22]),
      'c.csv': `${'x'.repeat(300_000)}\nrow\n`,
      'd.csv': 'fine\n',
    });
    expect(zip.failures.map(({ table, code }) => [table, code])).toEqual([
      ['a', 'unreadable'],
      ['b', 'unreadable'],
      ['c', 'unreadable'],
    ]);
    expect(zip.tables.map(({ name }) => name)).toEqual(['d']);
  });
});

describe('the time of the snapshot', () => {
  test('is what ends the name', async () => {
    expect((await open({ 'a.csv': 'a\n' })).snapshotAt).toBe(1_590_000_000_001_000);
  });

  test('else that of the newest entry', async () => {
    const zip = await open({ 'a.csv': 'a\n' }, { name: 'slug_159000000000.zip', mtime: new Date(AT / 1000) });
    expect(zip.snapshotAt).toBe(AT);
  });
});

describe('headings', () => {
  test('may be quoted, padded, reordered, behind a byte order mark and among others', async () => {
    const zip = await open({
      'course_modules.csv':
        '\ufeff"course_module_order", course_id ,"new ""column'.replace('""', '') +
        '","course_module_id"\r\n"2","c",,"m"\r\n',
    });
    expect((await read(zip, 'course_modules')).rows).toMatchObject([
      {
        line: 2,
        key: 'm',
        course: { by: 'course', courseId: 'c' },
        row: { moduleId: 'm', order: 2, name: null },
      },
    ]);
  });

  test('a required one that is missing fails the table and is named with those found', async () => {
    const zip = await open({ 'course_modules.csv': 'course_id,course_module_id,position\n', 'x.csv': 'a\n' });
    expect(zip.tables.map(({ name }) => name)).toEqual(['x']);
    expect(zip.failures).toEqual([
      {
        table: 'course_modules',
        file: 'course_modules.csv',
        code: 'missing_column',
        reason:
          'course_modules.csv: column course_module_order is missing; headings found: course_id, course_module_id, position',
      },
    ]);
  });

  test('a renamed one is found by the built-in aliases and by those supplied', async () => {
    const content = {
      'discussion_questions.csv': `discussion_question_id,jhu_user_id,course_id,discussion_question_creation_ts\nq,u,c,2020-03-01 08:00:00\n`,
      'course_modules.csv': 'course_id,course_module_id,position\nc,m,7\n',
      'course_progress.csv':
        'course_id,course_item_id,who,course_progress_state_type_id,course_progress_ts\nc,i,u,2,2020-03-01 08:00:00\n',
    };
    const aliases = { course_module_order: ['place', 'position'], user_id: ['who'] };
    const zip = await open(content, { aliases });
    expect(zip.failures).toEqual([]);
    expect((await read(zip, 'discussion_questions')).rows).toMatchObject([
      { row: { at: AT }, learnerId: 'u' },
    ]);
    expect((await read(zip, 'course_modules', ['position'])).rows).toMatchObject([
      { row: { order: 7 }, extra: { course_module_order: '7' } },
    ]);
    expect((await read(zip, 'course_progress')).rows).toMatchObject([{ learnerId: 'u' }]);
  });

  test.each(['erasmus', 'jhu', 'my_partner_2'])(
    "the partner's prefix %s is found by itself",
    async (partner) => {
      const zip = await open({
        'course_grades.csv': `course_id,${partner}_user_id\nc, u1\n`,
        [`${partner}_course_user_ids.csv`]: `a_slug_user_id,${partner}_user_id\nd,u1\n`,
        'users.csv': `${partner}_user_id,country_cd\nu1,NL\n`,
        'peer.csv': `${partner}_assessments_user_id,text\nhash,hi\n`,
      });
      expect(zip.failures).toEqual([]);
      expect((await read(zip, 'course_grades')).rows[0]?.learnerId).toBe('u1');
      expect((await read(zip, 'users')).rows[0]?.learnerId).toBe('u1');
      expect((await read(zip, 'peer')).rows[0]?.learnerId).toBeNull();
      expect((await read(zip, 'course_user_ids')).rows).toMatchObject([
        {
          course: { by: 'slug', underscored: 'a_slug' },
          learnerId: 'u1',
          key: 'u1',
          row: { kind: 'LearnerIdRow', tableId: 'u1', dashboardId: 'd' },
        },
      ]);
    },
  );

  test.each(['jhu_discussions_user_id', 'jhu_user_id'])(
    'the forum tables name their user %s',
    async (heading) => {
      const zip = await open({
        'course_grades.csv': 'course_id,jhu_user_id\n',
        'discussion_answers.csv': `discussion_answer_id,${heading},course_id,discussion_question_id,discussion_answer_created_ts\na,u,c,q,2020-03-01 08:00:00.5\n`,
      });
      expect((await read(zip, 'discussion_answers')).rows).toMatchObject([
        { learnerId: 'u', key: 'a', row: { kind: 'AnswerRow', questionId: 'q', at: AT + 500_000 } },
      ]);
    },
  );
});

describe('rows', () => {
  test('rows longer than a chunk come in file order with their lines', async () => {
    const rows = Array.from({ length: 12_345 }, (_, at) => ['c', `m${at}`, String(at), 'two\nlines']);
    const zip = await open({
      'course_modules.csv': csv([
        ['course_id', 'course_module_id', 'course_module_order', 'course_module_name'],
        ...rows,
      ]),
    });
    const { rows: got } = await read(zip, 'course_modules');
    expect(got.map(({ line, key }) => [line, key])).toEqual(rows.map(([, id], at) => [2 + 2 * at, id]));
  });

  test('only published columns are carried, as they stand, by canonical heading', async () => {
    const zip = await open({
      'course_branch_items.csv':
        'course_branch_id,course_item_id,course_lesson_id,course_branch_item_order,course_item_type_id,secret\nb,i,l, 3,1,s\n',
    });
    expect((await read(zip, 'course_branch_items')).rows[0]?.extra).toEqual({});
    const publish = ['course_item_order', 'unknown'];
    expect((await read(zip, 'course_branch_items', publish)).rows[0]?.extra).toEqual({
      course_item_order: ' 3',
    });
  });

  test('a table that no metric uses has the whole row as its key, whatever the order of its columns', async () => {
    const zip = await open({
      'a.csv': 'course_id,text\nc,x\nc,y\n',
      'b.csv': 'text,course_id\nx,c\n',
      'c.csv': 'course_branch_id,text\nb,x\n',
      'd.csv': 'text\nx\n',
    });
    const { rows } = await read(zip, 'a', ['text']);
    expect(rows).toMatchObject([
      {
        row: { kind: 'OtherRow', table: 'a' },
        course: { by: 'course', courseId: 'c' },
        extra: { text: 'x' },
      },
      {
        row: { kind: 'OtherRow', table: 'a' },
        course: { by: 'course', courseId: 'c' },
        extra: { text: 'y' },
      },
    ]);
    expect(rows[0]?.key).not.toBe(rows[1]?.key);
    expect((await read(zip, 'b')).rows[0]?.key).toBe(rows[0]?.key);
    expect((await read(zip, 'c')).rows[0]?.course).toEqual({ by: 'branch', branchId: 'b' });
    expect((await read(zip, 'd')).rows[0]?.course).toEqual({ by: 'export' });
  });

  test('a file that changed after it was verified is not read', async () => {
    const path = await tempFile('a.zip', await zipBytes({ 'course_modules.csv': `${MODULES}c,m,1\n` }));
    const zip = await openTablesZip(path);
    onTestFinished(() => zip.close());
    const [table] = zip.tables;
    if (table === undefined) throw new Error('no table');
    const before = zip.rows(table)[Symbol.asyncIterator]();
    const during = zip.rows(table)[Symbol.asyncIterator]();
    expect((await during.next()).value.rows).toHaveLength(1);
    await appendFile(path, 'x');
    expect(await refusal(before.next())).toBe('FILE_CHANGED');
    expect(await refusal(during.next())).toBe('FILE_CHANGED');
  });
});

describe('bad rows stand beside the good ones', () => {
  const HEADER = 'course_id,course_item_id,jhu_user_id,course_progress_state_type_id,course_progress_ts\n';
  const GOOD = 'c,i,u,1,2020-03-01 08:00:00\n';
  const about = { course: { by: 'course', courseId: 'c' }, learnerId: 'u' } as const;
  const nothing = { course: null, learnerId: null, key: null } as const;

  test.each<readonly [string, string | Buffer, Partial<BadRow>]>([
    ['bad time', 'c,i,u,1,yesterday', { code: 'bad_time', ...about, key: null }],
    ['bad number', 'c,i,u,one,2020-03-01 08:00:00', { code: 'bad_number', ...about, key: null }],
    ['null value', 'c,NA,u,1,2020-03-01 08:00:00', { code: 'missing_value', ...about, key: null }],
    ['no learner', 'c,i,,1,2020-03-01 08:00:00', { code: 'missing_value', ...about, learnerId: null }],
    ['no course', ',i,u,1,2020-03-01 08:00:00', { code: 'missing_value', course: null, learnerId: 'u' }],
    ['too short', 'c,i,u,1', { code: 'wrong_column_count', ...about }],
    ['cut in the learner', 'c,i,u', { code: 'wrong_column_count', ...about, learnerId: null }],
    ['too long', 'c,i,u,1,2020-03-01 08:00:00,x', { code: 'wrong_column_count', ...nothing }],
    ['broken quoting', 'c,i"i,u,1,2020-03-01 08:00:00', { code: 'bad_quoting', ...nothing }],
    ['Latin-1', Buffer.from('c,\xe9,u,1,2020-03-01 08:00:00', 'latin1'), { code: 'bad_encoding', ...about }],
    ['binary junk', Buffer.from([0, 0xff, 0x1b, 0x80]), { code: 'bad_encoding', ...nothing }],
  ])('%s', async (_, row, expected) => {
    const content = Buffer.concat([Buffer.from(HEADER + GOOD), Buffer.from(row), Buffer.from(`\n${GOOD}`)]);
    const { rows, bad } = await read(await open({ 'course_progress.csv': content }), 'course_progress');
    expect(rows.map(({ line }) => line)).toEqual([2, 4]);
    expect(bad).toMatchObject([{ line: 3, ...expected }]);
    expect(Buffer.from(bad[0]?.original ?? [])).toEqual(Buffer.from(row));
    expect(bad[0]?.reason).not.toBe('');
  });

  test('its key is given where it can still be read, so that the row in force is not taken for vanished', async () => {
    const { bad } = await read(
      await open({
        'course_item_grades.csv':
          'course_id,course_item_id,jhu_user_id,course_item_grade_ts,course_item_grade_overall\nc,i,u,,high\n',
        'course_items.csv':
          'course_id,course_item_id,course_lesson_id,course_item_type_id,course_item_optional\nc,i,l,1,maybe\n',
      }),
      'course_item_grades',
    );
    expect(bad).toMatchObject([{ code: 'bad_number', key: 'i/u', learnerId: 'u' }]);
    const items = await open({
      'course_items.csv':
        'course_id,course_item_id,course_lesson_id,course_item_type_id,course_item_optional\nc,i,l,1,maybe\n',
    });
    expect((await read(items, 'course_items')).bad).toMatchObject([{ code: 'bad_boolean', key: 'i' }]);
  });
});
