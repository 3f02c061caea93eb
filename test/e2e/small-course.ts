import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { ZipFile } from 'yazl';

/** Rows of a table or clickstream file as they stand in it, the header row first; every test may change its copy. */
export type Rows = string[][];
export type Tables = Record<string, Rows>;

export const COURSE = 'smallCourse';
export const FIRST_DAY = '2024-01-08';
export const SECOND_DAY = '2024-01-09';
export const TABLES_ZIP = 'small_course_1704844800000.zip';
/** A day later than `TABLES_ZIP`. */
export const NEXT_TABLES_ZIP = 'small_course_1704931200000.zip';

const LEARNERS = ['ada', 'ben', 'cho', 'dee', 'eva', 'fay'];
const ITEMS: readonly (readonly [id: string, lesson: string, type: string])[] = [
  ['intro', 'lesson1', '1'],
  ['text', 'lesson1', '3'],
  ['quiz', 'lesson1', '7'],
  ['talk', 'lesson2', '1'],
  ['prompt', 'lesson2', '9'],
];

/** The fixed maxima keep every figure independent of when a calibration was made. */
export const smallConfig = (fields: Record<string, unknown> = {}): Record<string, unknown> => ({
  courseId: COURSE,
  slug: 'small-course',
  sessions: ['session1'],
  previousCohortMaxima: { metric_2: 2, metric_4: 60 },
  ...fields,
});

/**
 * A course of a week or two that can be read at a glance: six learners, five items in two modules, two days of
 * clicks. Learner n has completed the first n items (at most five) and has n grades.
 */
export function smallTables(): Tables {
  const progress = LEARNERS.flatMap((learner, n) =>
    ITEMS.slice(0, n).flatMap(([item], k) => [
      [COURSE, item, learner, '1', `${FIRST_DAY} 1${k}:00:00`],
      [COURSE, item, learner, '2', `${k % 2 === 0 ? FIRST_DAY : SECOND_DAY} 1${k}:30:00.25`],
    ]),
  );
  return {
    course_progress: [
      ['course_id', 'course_item_id', 'uni_user_id', 'course_progress_state_type_id', 'course_progress_ts'],
      ...progress,
    ],
    course_items: [
      [
        'course_id',
        'course_item_id',
        'course_lesson_id',
        'course_item_order',
        'course_item_type_id',
        'course_item_name',
        'course_item_optional',
      ],
      ...ITEMS.map(([id, lesson, type], n) => [COURSE, id, lesson, String(n), type, `Item ${id}`, 'f']),
    ],
    course_lessons: [
      ['course_id', 'course_lesson_id', 'course_module_id', 'course_lesson_order', 'course_lesson_name'],
      [COURSE, 'lesson1', 'module1', '0', 'One'],
      [COURSE, 'lesson2', 'module2', '0', 'Two'],
    ],
    course_modules: [
      ['course_id', 'course_module_id', 'course_module_order', 'course_module_name', 'course_module_desc'],
      [COURSE, 'module1', '0', 'Week 1', 'The "first" week\nof two'],
      [COURSE, 'module2', '1', 'Week 2', 'The second'],
    ],
    course_item_types: [
      [
        'course_item_type_id',
        'course_item_type_desc',
        'course_item_type_category',
        'course_item_type_graded',
        'atom_content_type_id',
      ],
      ['1', 'lecture', 'lecture', 'f', '11'],
      ['3', 'supplement', 'reading', 'f', '12'],
      ['7', 'exam', 'quiz', 't', '13'],
      ['9', 'discussion prompt', 'prompt', 'f', '14'],
    ],
    on_demand_sessions: [
      [
        'course_id',
        'on_demand_session_id',
        'on_demand_sessions_start_ts',
        'on_demand_sessions_end_ts',
        'on_demand_sessions_enrollment_end_ts',
        'course_branch_id',
      ],
      [COURSE, 'session1', '2024-01-08 00:00:00', '2024-01-22 00:00:00', '', ''],
    ],
    on_demand_session_memberships: [
      [
        'course_id',
        'on_demand_session_id',
        'uni_user_id',
        'on_demand_sessions_membership_start_ts',
        'on_demand_sessions_membership_end_ts',
      ],
      ...LEARNERS.map((learner) => [COURSE, 'session1', learner, '2024-01-08 00:00:00', '']),
    ],
    discussion_questions: [
      [
        'discussion_question_id',
        'uni_discussions_user_id',
        'discussion_question_title',
        'course_id',
        'discussion_question_created_ts',
      ],
      ...LEARNERS.slice(2).map((learner) => [
        `question-${learner}`,
        learner,
        'Why?',
        COURSE,
        `${FIRST_DAY} 12:00:00`,
      ]),
    ],
    discussion_answers: [
      [
        'discussion_answer_id',
        'uni_discussions_user_id',
        'course_id',
        'discussion_question_id',
        'discussion_answer_created_ts',
      ],
      ['answer-1', 'fay', COURSE, 'question-cho', `${FIRST_DAY} 12:10:00`],
      ['answer-2', 'cho', COURSE, 'question-cho', `${FIRST_DAY} 13:00:00`],
    ],
    course_item_grades: [
      ['course_id', 'course_item_id', 'uni_user_id', 'course_item_grade_ts', 'course_item_grade_overall'],
      ...LEARNERS.map((learner, n) => [COURSE, 'quiz', learner, `${FIRST_DAY} 18:00:00`, `0.${n + 3}`]),
    ],
    course_grades: [
      ['course_id', 'uni_user_id', 'course_grade_ts', 'course_grade_overall', 'course_grade_verified'],
      ...LEARNERS.map((learner, n) => [COURSE, learner, `${FIRST_DAY} 18:00:00`, `0.${n + 2}`, '0']),
    ],
    uni_course_user_ids: [
      ['uni_user_id', 'small_course_user_id'],
      ...LEARNERS.map((learner) => [learner, `dashboard-${learner}`]),
    ],
  };
}

/** A clickstream row; the file has no header. */
export function click(
  learner: string,
  time: string,
  path = 'lecture/intro/item-intro',
  fields: { course?: string; value?: string } = {},
): string[] {
  const url = `https://www.coursera.org/learn/small-course/${path}`;
  const before = [learner, 'cookie', time, 'ip', 'Agent (X11; "Y\\Z")', url, '', 'en'];
  return [
    ...before,
    fields.course ?? COURSE,
    'NL',
    'ZH',
    'Europe/Amsterdam',
    'Linux',
    'Firefox',
    'pageview',
    fields.value ?? '{}',
  ];
}

/** A morning of page visits of three learners, forum clicks of the third included. */
export function dayOfClicks(day: string): Rows {
  return [
    click('ada', `${day} 08:00:00`),
    click('cho', `${day} 08:00:05.123`, 'discussions/weeks/1'),
    click('fay', `${day} 08:01:00`, 'supplement/text/item-text'),
    click('ada', `${day} 08:12:30.5`, 'supplement/text/item-text?x=1'),
    click('cho', `${day} 08:20:00`, 'lecture/talk/item-talk', { value: '{"a":"\\"b\\", c"}' }),
    click('fay', `${day} 09:30:00.000001`, 'exam/quiz/item-quiz'),
    click('fay', `${day} 09:45:00`),
  ];
}

/** The dialect of the exports: comma, quotes, backslash as escape. */
export function csv(rows: readonly (readonly string[])[], lineEnd = '\n'): string {
  const field = (text: string) => (text === '' ? '' : `"${text.replaceAll(/[\\"]/g, '\\$&')}"`);
  return rows.map((row) => row.map(field).join(',') + lineEnd).join('');
}

/** A file is taken once by its content: zips of different snapshots differ by the times of their entries. */
export async function zipOf(
  entries: Readonly<Record<string, string | Uint8Array>>,
  mtime = new Date(0),
): Promise<Buffer> {
  const zip = new ZipFile();
  for (const [name, content] of Object.entries(entries)) {
    zip.addBuffer(Buffer.from(content), name, { mtime });
  }
  zip.end();
  const chunks: Buffer[] = [];
  for await (const chunk of zip.outputStream) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks);
}

/** A whole table export, of the snapshot that `name` says. */
export function tablesZip(tables: Tables, name = TABLES_ZIP): Promise<Buffer> {
  const entries = Object.entries(tables).map(([table, rows]) => [`${table}.csv`, csv(rows)] as const);
  return zipOf(Object.fromEntries(entries), new Date(Number(/\d{13}/.exec(name)?.[0])));
}

export const clicksGzip = (rows: Rows): Buffer => gzipSync(csv(rows));

/** The usual clickstream file of a day. */
export const accessOf = (day: string): Record<string, Buffer> => ({
  [`access-${day}.csv.gz`]: clicksGzip(dayOfClicks(day)),
});

/** Files by name, in a folder made if missing. */
export function put(folder: string, files: Readonly<Record<string, string | Uint8Array>>): void {
  mkdirSync(folder, { recursive: true });
  for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, name), content);
}

/** The whole small course as an export folder would hold it. */
export async function smallExports(tables = smallTables()): Promise<Record<string, Buffer>> {
  return {
    [TABLES_ZIP]: await tablesZip(tables),
    ...accessOf(FIRST_DAY),
    ...accessOf(SECOND_DAY),
    [`video-${FIRST_DAY}.csv.gz`]: clicksGzip([
      click('ben', `${FIRST_DAY} 07:00:00`),
      click('ben', `${FIRST_DAY} 07:20:00`),
    ]),
  };
}
