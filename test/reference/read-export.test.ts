import { createWriteStream } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { ZipFile } from 'yazl';
import type { ReferenceConfig } from './model.ts';
import { readReferenceCourse } from './read-export.ts';
import { time } from './testing/example-course.ts';

const CONFIG: ReferenceConfig = {
  courseId: 'course',
  earlyActivityLimit: 'none',
  excludeOptionalItems: false,
};

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'reference-'));
});
afterEach(async () => {
  await rm(folder, { recursive: true });
});

async function writeZip(
  name: string,
  files: Record<string, string>,
  newestEntry = '2024-02-01',
): Promise<void> {
  const zip = new ZipFile();
  for (const [path, text] of Object.entries(files)) {
    zip.addBuffer(Buffer.from(text), path, { mtime: new Date(`${newestEntry}T12:00:00Z`) });
  }
  zip.end();
  await pipeline(zip.outputStream, createWriteStream(join(folder, name)));
}

async function writeClicks(name: string, ...rows: string[][]): Promise<void> {
  await mkdir(join(folder, 'clickstream'), { recursive: true });
  const text = rows.map((row) => `${row.map((cell) => `"${cell}"`).join(',')}\n`).join('');
  await writeFile(join(folder, 'clickstream', name), gzipSync(text));
}

function click(at: string, change: Record<number, string> = {}): string[] {
  const row = [
    'ann',
    'cookie',
    at,
    'ip',
    'agent',
    'url',
    '',
    'en',
    'course',
    '',
    '',
    '',
    '',
    '',
    'pageview',
    '{}',
  ];
  return row.map((cell, column) => change[column] ?? cell);
}

const PROGRESS =
  'course_id,course_item_id,erasmus_user_id,course_progress_state_type_id,course_progress_ts\n';

test('rows of the course only, ids trimmed, every progress row kept, bad rows left out', async () => {
  await writeZip('tables_1700000000000.zip', {
    'export/course_progress.csv':
      `${PROGRESS}"course"," 1","ann","2","2024-01-02 10:00:00.5"\n` +
      '"course"," 1","ann","2","2024-01-02 10:00:00.5"\n' +
      '"other"," 1","ann","2","2024-01-02 10:00:00"\n' +
      '"course"," 1","ann","2","yesterday"\n"course","1"\n',
    '__MACOSX/course_progress.csv': `${PROGRESS}"course","x","x","1","2024-01-02 10:00:00"\n`,
  });
  const row = { learnerId: 'ann', itemId: '1', state: 2, at: time('2024-01-02 10:00:00.5') };
  const course = await readReferenceCourse(folder, CONFIG);
  expect(course.progress).toEqual([row, row]);
  expect(course.asOf).toBe(row.at);
  expect(course.forumDelivered).toBe(false);
});

test('the last row of a key counts; the prefix of the learner column is found; NA is null', async () => {
  await writeZip('tables_1700000000000.zip', {
    'course_item_grades.csv':
      'course_id,course_item_id,jhu_user_id,course_item_grade_ts,course_item_grade_overall\n' +
      'course,a,ann,2024-01-02 10:00:00,0.5\ncourse,a,ann,2024-01-01 10:00:00,0.25\ncourse,b,ann,NA,NA\n',
    'discussion_questions.csv':
      'discussion_question_id,jhu_discussions_user_id,course_id,discussion_question_creation_ts\n' +
      'q1,ann,course,2024-01-02 10:00:00\n',
    'course_item_types.csv':
      'course_item_type_id,course_item_type_desc,course_item_type_category,course_item_type_graded,anything\n' +
      '1,lecture,x,t,301\n2,exam,x,f,\n',
    'course_branch_items.csv':
      'course_branch_id,course_item_id,course_lesson_id,course_item_type_id,course_branch_item_optional\n' +
      'b1,a,l1,1,t\n',
  });
  const course = await readReferenceCourse(folder, CONFIG, 5);
  expect(course.itemGrades).toMatchObject([
    { learnerId: 'ann', itemId: 'a', grade: 0.25 },
    { learnerId: 'ann', itemId: 'b', grade: null },
  ]);
  expect(course.questions).toEqual([{ learnerId: 'ann', questionId: 'q1', at: time('2024-01-02 10:00') }]);
  expect(course.itemTypes).toEqual([
    { typeId: '1', description: 'lecture', graded: true, atomTypeId: '301' },
    { typeId: '2', description: 'exam', graded: false, atomTypeId: null },
  ]);
  expect(course.items).toEqual([
    { itemId: 'a', branchId: 'b1', lessonId: 'l1', typeId: '1', optional: true },
  ]);
  expect(course.forumDelivered).toBe(true);
  expect(course.asOf).toBe(5);
});

test('of each table the newest snapshot: by the digits of the name, else by the newest entry', async () => {
  const progress = (itemId: string) => `${PROGRESS}course,${itemId},ann,1,2024-01-02 10:00:00\n`;
  const modules = 'course_id,course_module_id,course_module_order\ncourse,m,1\n';
  // 1706745600000 is 2024-02-01 00:00 UTC.
  await writeZip('b_1706745600000.zip', { 'course_progress.csv': progress('newer') });
  await writeZip('a_1706745500000.zip', {
    'course_progress.csv': progress('older'),
    'course_modules.csv': modules,
  });
  await writeZip('c.zip', { 'course_progress.csv': progress('by entry') }, '2024-01-15');
  const itemIds = async () => (await readReferenceCourse(folder, CONFIG)).progress.map((row) => row.itemId);
  expect(await itemIds()).toEqual(['newer']);
  // A table that the newest snapshot lacks stays; an empty file is none; a header alone is one.
  expect((await readReferenceCourse(folder, CONFIG)).modules).toHaveLength(1);
  await writeZip('d.zip', { 'course_progress.csv': '' }, '2024-02-15');
  expect(await itemIds()).toEqual(['newer']);
  await writeZip('e.zip', { 'course_progress.csv': PROGRESS }, '2024-02-20');
  expect(await itemIds()).toEqual([]);
});

test('a repeat within a file counts, the same row in two files once', async () => {
  const row = click('2024-01-02 10:00:00');
  await writeClicks('access-2024-01-02.csv.gz', row, row, click('2024-01-02 10:00:00', { 15: '{"a":1}' }));
  await writeClicks('access-2024-01-02-again.csv.gz', row, click('2024-01-02 11:00:00'));
  await writeClicks('video-2024-01-02.csv.gz', row);
  const { clicks } = await readReferenceCourse(folder, CONFIG);
  // Twice the row, once with another value, once at 11:00, once as a video event.
  expect(clicks.map(({ kind, at }) => [kind, (at - time('2024-01-02 10:00')) / 60_000_000]).sort()).toEqual([
    ['access', 0],
    ['access', 0],
    ['access', 0],
    ['access', 60],
    ['video', 0],
  ]);
});

test('clicks belong by course id or branch id; rows of another width or a bad time are left out', async () => {
  await writeZip('tables_1700000000000.zip', {
    'on_demand_sessions.csv':
      'course_id,on_demand_session_id,on_demand_sessions_start_ts,on_demand_sessions_end_ts,course_branch_id\n' +
      'course,s1,2024-01-01 07:00:00,,b1\n',
    'course_branches.csv': 'course_id,course_branch_id\ncourse,b2\nother,b3\n',
  });
  const at = '2024-01-02 10:00:00';
  await writeClicks(
    'access-2024-01-02.csv.gz',
    ...['course', 'b1', 'b2', 'b3', 'other', ''].map((id) => click(at, { 8: id, 5: `url of ${id}` })),
    click('no time'),
    click(at).slice(1),
    [...click(at), 'more'],
    click(at, { 0: '' }),
  );
  const { clicks } = await readReferenceCourse(folder, CONFIG);
  expect(clicks.map(({ url }) => url)).toEqual(['url of course', 'url of b1', 'url of b2']);
});
