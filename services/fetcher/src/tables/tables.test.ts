import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  badRow,
  branchModule,
  grade,
  inCourse,
  itemType,
  learnerId,
  module,
  progress,
  question,
  type RowSpec,
  session,
} from '../testing/fake-rows.ts';
import { course, createWorkbench, type Workbench } from '../testing/workbench.ts';

let bench: Workbench;
beforeEach(() => {
  bench = createWorkbench();
});
afterEach(() => bench.close());

const grades = (...values: number[]): RowSpec[] => values.map((value, n) => grade(`l${n}`, 'i1', value));

async function takeZip(snapshotAt: number, tables: Record<string, readonly RowSpec[]>) {
  bench.exports.zip(`t-${snapshotAt}.zip`, { snapshotAt, tables: { courses: [module('c')], ...tables } });
  return bench.start().runOnce();
}

describe('effective rows', () => {
  it('publishes the last row of each key', async () => {
    await takeZip(1, {
      course_item_grades: [grade('a', 'i', 0.1), grade('b', 'i', 0.5), grade('a', 'i', 0.9)],
    });
    expect(bench.events('TableRowChanged').map(({ learnerId, row }) => [learnerId, row])).toEqual([
      ['a', { ItemGradeRow: { itemId: 'i', grade: 0.9, at: null } }],
      ['b', { ItemGradeRow: { itemId: 'i', grade: 0.5, at: null } }],
    ]);
  });

  it('publishes a repeated key again when its order changes, and only then', async () => {
    const [first, second] = [grade('a', 'i', 0.1), grade('a', 'i', 0.9)];
    await takeZip(1, { course_item_grades: [first, second] });
    const same = await takeZip(2, { course_item_grades: [first, second, second] });
    const turned = await takeZip(3, { course_item_grades: [second, first] });
    expect([same.rows.published, turned.rows.published]).toEqual([0, 1]);
    expect(bench.events('TableRowChanged').at(-1)).toMatchObject({
      version: 3,
      row: { ItemGradeRow: { grade: 0.1 } },
    });
  });

  it('counts equal rows of course_progress', async () => {
    const row = progress('a', 'i', 1, 50);
    await takeZip(1, { course_progress: [row, progress('a', 'i', 2, 60), row] });
    await takeZip(2, { course_progress: [row, progress('a', 'i', 2, 60)] });
    expect(bench.events('TableRowChanged').map(({ version, row }) => [version, row])).toEqual([
      [1, { ProgressRow: { itemId: 'i', state: 1, at: 50, count: 2 } }],
      [1, { ProgressRow: { itemId: 'i', state: 2, at: 60, count: 1 } }],
      [2, { ProgressRow: { itemId: 'i', state: 1, at: 50, count: 1 } }],
    ]);
  });
});

describe('the diff against the base', () => {
  it('publishes changed rows with the snapshot time and tombstones for keys that are gone', async () => {
    await takeZip(1, { course_item_grades: grades(0.1, 0.2, 0.3, 0.4) });
    const report = await takeZip(2, { course_item_grades: grades(0.1, 0.2, 0.9) });
    const second = bench.events('TableRowChanged').filter(({ version }) => version === 2);
    expect(second.map(({ learnerId, deleted, row }) => [learnerId, deleted, row])).toEqual([
      ['l3', true, { ItemGradeRow: { itemId: 'i1', grade: 0.4, at: null } }],
      ['l2', false, { ItemGradeRow: { itemId: 'i1', grade: 0.9, at: null } }],
    ]);
    expect(report.rows).toMatchObject({ read: 3, published: 1, unchanged: 2, tombstones: 1 });
  });

  it('takes a key from its old learner when it has another one', async () => {
    await takeZip(1, { discussion_questions: [question('a', 'q', 5)] });
    await takeZip(2, { discussion_questions: [question('b', 'q', 5)] });
    expect(bench.events('TableRowChanged').map(({ learnerId, deleted }) => [learnerId, deleted])).toEqual([
      ['a', false],
      ['a', true],
      ['b', false],
    ]);
  });

  it('says nothing of a table that is missing', async () => {
    await takeZip(1, { course_item_grades: grades(0.1), discussion_questions: [question('a', 'q', 5)] });
    const report = await takeZip(2, { course_item_grades: grades(0.1) });
    expect(report.rows).toMatchObject({ published: 0, tombstones: 0 });
    const back = await takeZip(3, {
      course_item_grades: grades(0.1),
      discussion_questions: [question('a', 'q', 5)],
    });
    expect(back.rows).toMatchObject({ published: 0, unchanged: 2 });
  });

  it('says nothing of a course that the zip does not cover', async () => {
    const courses = [
      course({ partnerId: 'p' }),
      course({ courseId: 'course-2', slug: 's2', partnerId: 'p' }),
    ];
    const both = [question('a', 'q1', 1), question('a', 'q2', 1, { course: inCourse('course-2') })];
    bench.exports.zip('1.zip', { snapshotAt: 1, tables: { discussion_questions: both } });
    bench.exports.zip('2.zip', { snapshotAt: 2, tables: { discussion_questions: both.slice(0, 1) } });
    await bench.start({ courses }).runOnce();
    expect(bench.events('TableRowChanged').filter(({ deleted }) => deleted)).toEqual([]);
  });

  it('takes a header-only table of a covered course at its word, and tells of it', async () => {
    await takeZip(1, { discussion_questions: [question('a', 'q', 5)] });
    await takeZip(2, { discussion_questions: [] });
    expect(bench.events('TableRowChanged').map(({ deleted }) => deleted)).toEqual([false, true]);
    expect(bench.events('ExportIngested').at(-1)).toMatchObject({
      table: 'discussion_questions',
      version: 2,
      rows: 0,
      newestFactAt: null,
    });
  });

  it('records and skips a snapshot that is older than the last one of its table', async () => {
    await takeZip(2, { course_item_grades: grades(0.2) });
    const late = await takeZip(1, {
      course_item_grades: grades(0.1),
      discussion_questions: [question('a', 'q', 5)],
    });
    expect(late.files[0]?.tables.map(({ table, state }) => [table, state])).toEqual([
      ['course_item_grades', 'older'],
      ['discussion_questions', 'published'],
    ]);
    expect(bench.events('TableRowChanged').map(({ row }) => row)).toEqual([
      { ItemGradeRow: { itemId: 'i1', grade: 0.2, at: null } },
      { QuestionRow: { questionId: 'q', at: 5 } },
    ]);
    expect(late.rows).toMatchObject({ read: 2, published: 1, withheld: 1 });
  });

  it('takes zips by snapshot time, whatever their names', async () => {
    bench.exports.zip('a.zip', { snapshotAt: 9, tables: { course_item_grades: grades(0.9) } });
    bench.exports.zip('b.zip', { snapshotAt: 5, tables: { course_item_grades: grades(0.5) } });
    await bench.start().runOnce();
    expect(bench.events('TableRowChanged').map(({ version }) => version)).toEqual([5, 9]);
  });
});

describe('unusable rows', () => {
  it('sends a bad row to dead-letters with file, line and original bytes', async () => {
    const bad = badRow({ key: 'q', learnerId: 'a' });
    bench.exports.zip('t.zip', {
      snapshotAt: 1,
      tables: { discussion_questions: [question('b', 'p', 1), bad] },
    });
    const report = await bench.start().runOnce();
    const checksum = report.files[0]?.checksum;
    expect(bench.log.published().filter(({ event }) => event === 'DeadLetter')).toEqual([
      {
        topic: 'dead-letters',
        key: 'course-1/a',
        partition: null,
        event: 'DeadLetter',
        value: {
          id: `${checksum}/discussion_questions/3`,
          courseId: 'course-1',
          learnerId: 'a',
          code: 'bad_time',
          reason: 'no time',
          source: 't.zip/discussion_questions.csv:3',
          original: Buffer.from('bad,row').toString('hex'),
        },
      },
    ]);
    expect(report.rows).toMatchObject({ read: 2, published: 1, dead: 1 });
  });

  it('keeps the published row of a key that has become unreadable', async () => {
    await takeZip(1, { discussion_questions: [question('a', 'q', 5), question('a', 'p', 6)] });
    bench.exports.zip('2.zip', {
      snapshotAt: 2,
      tables: { discussion_questions: [question('a', 'p', 6), badRow({ key: 'q', learnerId: 'a' })] },
    });
    await bench.start().runOnce();
    await takeZip(3, { discussion_questions: [question('a', 'q', 5), question('a', 'p', 6)] });
    expect(bench.events('TableRowChanged')).toHaveLength(2);
  });

  it('does not let an unreadable row hide a readable one of its key', async () => {
    bench.exports.zip('1.zip', {
      snapshotAt: 1,
      tables: { discussion_questions: [question('a', 'q', 5), badRow({ key: 'q', learnerId: 'a' })] },
    });
    await bench.start().runOnce();
    expect(bench.events('TableRowChanged')).toHaveLength(1);
  });

  it.each([
    { courses: [course()], key: 'course-1' },
    { courses: [course(), course({ courseId: 'course-2', slug: 's2' })], key: 'unknown' },
  ])('keys a row without a readable course by $key', async ({ courses, key }) => {
    bench.exports.zip('1.zip', { snapshotAt: 1, tables: { course_progress: [badRow({ course: null })] } });
    await bench.start({ courses }).runOnce();
    expect(bench.log.published().find(({ event }) => event === 'DeadLetter')?.key).toBe(key);
  });

  it('refuses numbers that do not fit the schema while their line is known', async () => {
    await takeZip(1, { course_modules: [module('m', 2 ** 31), module('n', 1)] });
    expect(bench.events('DeadLetter')).toMatchObject([
      { code: 'bad_number', source: 't-1.zip/course_modules.csv:2' },
    ]);
    expect(bench.events('ContentRowChanged')).toHaveLength(1);
  });
});

describe('routing', () => {
  it('sends rows without a learner to the only partition of course-content, keyed by course', async () => {
    await takeZip(1, {
      on_demand_sessions: [session('s', 'b')],
      course_progress: [progress('a', 'i', 1, 5)],
    });
    const rows = bench.log.published().filter(({ event }) => event.endsWith('RowChanged'));
    expect(rows.map(({ topic, key, partition }) => [topic, key, partition])).toEqual([
      ['course-content', 'course-1', 0],
      ['table-rows', 'course-1/a', null],
    ]);
  });

  it('finds the course of branch rows by the sessions, of the id map by slug, of item types by the zip', async () => {
    const courses = [
      course({ partnerId: 'p' }),
      course({ courseId: 'course-2', slug: 's-2', partnerId: 'p' }),
    ];
    bench.exports.zip('1.zip', {
      snapshotAt: 1,
      tables: {
        course_branch_modules: [branchModule('b2', 'm'), branchModule('b9', 'm')],
        course_item_types: [itemType('1', 'lecture')],
        course_user_ids: [learnerId('t', 'd', 's_2'), learnerId('t', 'd', 'elsewhere')],
        on_demand_sessions: [session('s1', 'b1'), session('s2', 'b2', { course: inCourse('course-2') })],
      },
    });
    const report = await bench.start({ courses }).runOnce();
    expect(
      bench.events('ContentRowChanged').map(({ courseId, row }) => [courseId, Object.keys(row ?? {})[0]]),
    ).toEqual([
      ['course-1', 'SessionRow'],
      ['course-2', 'SessionRow'],
      ['course-2', 'ModuleRow'],
      ['course-1', 'ItemTypeRow'],
      ['course-2', 'ItemTypeRow'],
      ['course-2', 'LearnerIdRow'],
    ]);
    expect(report.rows).toMatchObject({ read: 8, published: 6, foreign: 2 });
  });

  it('gives an unknown branch to the only course of the zip and remembers it', async () => {
    const courses = [course(), course({ courseId: 'course-2', slug: 's2' })];
    bench.exports.zip('1.zip', {
      snapshotAt: 1,
      tables: { courses: [module('c')], course_branch_modules: [branchModule('b', 'm')] },
    });
    await bench.start({ courses }).runOnce();
    bench.exports.zip('2.zip', {
      snapshotAt: 2,
      tables: {
        course_branch_modules: [branchModule('b', 'm', 1), branchModule('b9', 'm')],
        courses: [module('c'), module('c', 0, { course: inCourse('course-2') })],
      },
    });
    await bench.start({ courses }).runOnce();
    expect(bench.events('ContentRowChanged').map(({ courseId, version }) => [courseId, version])).toEqual([
      ['course-1', 1],
      ['course-1', 2],
    ]);
    expect(bench.events('DeadLetter')).toMatchObject([{ code: 'unknown_course', courseId: 'unknown' }]);
  });

  it('counts rows of other courses of a partner, and sends them to dead-letters in an export of one course', async () => {
    const rows = [question('a', 'q1', 1), question('a', 'q2', 1, { course: inCourse('course-9') })];
    bench.exports.zip('1.zip', { snapshotAt: 1, tables: { discussion_questions: rows } });
    const partner = await bench.start({ courses: [course({ partnerId: 'p' })] }).runOnce();
    expect(partner.rows).toMatchObject({ read: 2, published: 1, foreign: 1, dead: 0 });

    bench.exports.zip('2.zip', { snapshotAt: 2, tables: { discussion_questions: rows } });
    const single = await bench.start().runOnce();
    expect(single.rows).toMatchObject({ read: 2, unchanged: 1, foreign: 0, dead: 1 });
    expect(bench.events('DeadLetter')).toMatchObject([{ code: 'unknown_course', courseId: 'course-9' }]);
  });

  it('learns from tables that no metric reads which courses a header-only table is about', async () => {
    await takeZip(1, { discussion_questions: [question('a', 'q', 5)] });
    bench.exports.zip('2.zip', {
      snapshotAt: 2,
      tables: {
        course_item_types: [itemType('1', 'lecture')],
        course_memberships: [module('m')],
        discussion_questions: [],
      },
    });
    await bench.start().runOnce();
    expect(bench.events('TableRowChanged').at(-1)).toMatchObject({ deleted: true, version: 2 });
    expect(bench.events('ContentRowChanged')).toHaveLength(1);
  });
});

describe('a table that cannot be used', () => {
  const failure = {
    table: 'course_item_grades',
    file: 'course_item_grades.csv',
    code: 'missing_column',
    reason: 'no x in course_item_grades.csv',
  } as const;

  it('leaves the last good snapshot in force and does not hold up the others', async () => {
    await takeZip(1, { course_item_grades: grades(0.1) });
    bench.exports.zip('2.zip', {
      snapshotAt: 2,
      tables: { discussion_questions: [question('a', 'q', 5)] },
      failures: [failure],
    });
    const report = await bench.start().runOnce();
    expect(report.files).toMatchObject([
      { state: 'published', code: 'FETCH_TABLE_FAILED', reason: 'no x in course_item_grades.csv' },
    ]);
    const next = await takeZip(3, { course_item_grades: grades(0.1) });
    expect(next.rows).toMatchObject({ unchanged: 1, published: 0 });
  });

  it('is tried again once the aliases have changed', async () => {
    bench.exports.zip('1.zip', { snapshotAt: 1, tables: {}, failures: [failure] });
    expect((await bench.start().runOnce()).files).toMatchObject([
      { state: 'failed', code: 'FETCH_TABLE_FAILED' },
    ]);
    expect((await bench.start().runOnce()).files).toEqual([]);
    const aliases = course({ headerAliases: { course_item_grade_ts: ['x'] } });
    expect((await bench.start({ courses: [aliases] }).runOnce()).files).toHaveLength(1);
  });

  it('leaves nothing behind when it breaks off while it is read', async () => {
    const rows = [1, 2, 3, 4].map((n) => question('a', `q${n}`, n));
    bench.exports.zip('1.zip', {
      snapshotAt: 1,
      tables: { course_item_grades: grades(0.1), discussion_questions: rows },
      unreadable: 'discussion_questions',
    });
    const report = await bench.start().runOnce();
    expect(report.files).toMatchObject([
      { code: 'FETCH_TABLE_FAILED', reason: 'discussion_questions.csv: broken' },
    ]);
    expect(bench.events('TableRowChanged').map(({ row }) => Object.keys(row ?? {})[0])).toEqual([
      'ItemGradeRow',
    ]);
  });
});

describe('a snapshot that would remove over half of a table', () => {
  const many = () => grades(0.1, 0.2, 0.3, 0.4, 0.5, 0.6);

  beforeEach(() => takeZip(1, { course_item_grades: many() }));

  it('is published when it removes exactly half', async () => {
    const report = await takeZip(2, { course_item_grades: many().slice(0, 3) });
    expect(report.rows.tombstones).toBe(3);
  });

  it('waits, while other tables of its zip go on', async () => {
    const report = await takeZip(2, {
      course_item_grades: many().slice(0, 2),
      discussion_questions: [question('a', 'q', 5)],
    });
    expect(report.files).toMatchObject([
      {
        state: 'held',
        code: 'FETCH_TABLE_HELD',
        reason: 'It would remove 4 of 6 rows of course_item_grades (course course-1).',
      },
    ]);
    expect(report.rows).toMatchObject({ read: 3, published: 1, withheld: 2, tombstones: 0 });
    expect((await bench.start().runOnce()).files).toEqual([]);
  });

  it('is published by the next run once it is let through', async () => {
    await takeZip(2, { course_item_grades: [] });
    const fetcher = bench.start();
    await fetcher.accept('t-2.zip');
    const report = await fetcher.runOnce();
    expect(report.files).toMatchObject([{ state: 'published', code: null, rows: { tombstones: 6 } }]);
    await expect(fetcher.accept('t-2.zip')).rejects.toMatchObject({ code: 'FETCH_NOTHING_HELD' });
  });

  it('is judged again when its base has moved', async () => {
    await takeZip(2, { course_item_grades: many().slice(0, 2) });
    await takeZip(3, { course_item_grades: many().slice(0, 2) });
    const fetcher = bench.start();
    await fetcher.accept('t-2.zip');
    expect((await fetcher.runOnce()).files.map(({ name, state }) => [name, state])).toEqual([
      ['t-2.zip', 'published'],
    ]);
    expect((await fetcher.runOnce()).files.map(({ name, state }) => [name, state])).toEqual([
      ['t-3.zip', 'published'],
    ]);
  });

  it('is published at once where that is configured', async () => {
    bench.exports.zip('2.zip', { snapshotAt: 2, tables: { courses: [module('c')], course_item_grades: [] } });
    const report = await bench.start({ acceptRemovals: true }).runOnce();
    expect(report.rows.tombstones).toBe(6);
  });

  it('is not held where the base has fewer than four rows', async () => {
    await takeZip(2, { discussion_questions: [1, 2, 3].map((n) => question('a', `q${n}`, n)) });
    const report = await takeZip(3, { discussion_questions: [] });
    expect(report.rows.tombstones).toBe(3);
  });
});
