import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import type { ReferenceConfig, ReferenceCourse } from './model.ts';
import { readClicks } from './read-clicks.ts';
import { readTime } from './read-csv.ts';
import { readTables, type Table } from './read-tables.ts';

const configSchema = z.object({
  courseId: z.string(),
  sessions: z.array(z.string()).optional(),
  previousSessions: z.array(z.string()).optional(),
  previousCohortMaxima: z
    .object({ metric_2: z.number().optional(), metric_4: z.number().optional() })
    .optional(),
  earlyActivityLimit: z.enum(['none', 'learner_enrollment', 'cohort_enrollment']).default('none'),
  gradeWeights: z.record(z.string(), z.number()).optional(),
  gradedItemTypes: z.array(z.string()).optional(),
  excludeOptionalItems: z.boolean().default(false),
});

/** The part of a `course.json` (of one course) that figures depend on; other fields are left out. */
export async function readReferenceConfig(path: string): Promise<ReferenceConfig> {
  return configSchema.parse(JSON.parse(await readFile(path, 'utf8')));
}

/**
 * Reads an export folder (table zips and clickstream files anywhere below it) into plain rows: of each table the newest
 * snapshot, of each key the last row in file order, every progress row, and the clicks by identity. Rows that cannot be
 * read are left out.
 *
 * @param asOf epoch microseconds; the newest time in the export when absent
 */
export async function readReferenceCourse(
  folder: string,
  config: ReferenceConfig,
  asOf?: number,
): Promise<ReferenceCourse> {
  const tables = await readTables(folder);
  const rows = (name: string): Row[] => rowsOf(tables.get(name), config.courseId);
  const branchRows = (name: string): Row[] => rowsOf(tables.get(`course_branch_${name}`), config.courseId);

  const sessions = effective(
    rows('on_demand_sessions').flatMap((row) => {
      const sessionId = row.id('on_demand_session_id');
      const startAt = row.time('on_demand_sessions_start_ts');
      if (sessionId === null || startAt === null) return [];
      return { sessionId, startAt, endAt: row.time('on_demand_sessions_end_ts'), branchId: row.id(BRANCH) };
    }),
    (session) => [session.sessionId],
  );
  const memberships = effective(
    rows('on_demand_session_memberships').flatMap((row) => {
      const sessionId = row.id('on_demand_session_id');
      const learnerId = row.learner();
      const startAt = row.time('on_demand_sessions_membership_start_ts');
      return sessionId === null || learnerId === null || startAt === null
        ? []
        : { sessionId, learnerId, startAt };
    }),
    (membership) => [membership.sessionId, membership.learnerId],
  );
  const progress = rows('course_progress').flatMap((row) => {
    const learnerId = row.learner();
    const itemId = row.id('course_item_id');
    const state = row.number('course_progress_state_type_id');
    const at = row.time('course_progress_ts');
    return learnerId === null || itemId === null || state === null || at === null
      ? []
      : { learnerId, itemId, state, at };
  });
  const itemGrades = effective(
    rows('course_item_grades').flatMap((row) => {
      const learnerId = row.learner();
      const itemId = row.id('course_item_id');
      if (learnerId === null || itemId === null) return [];
      return {
        learnerId,
        itemId,
        grade: row.number('course_item_grade_overall'),
        at: row.time('course_item_grade_ts'),
      };
    }),
    (grade) => [grade.learnerId, grade.itemId],
  );
  const courseGrades = effective(
    rows('course_grades').flatMap((row) => {
      const learnerId = row.learner();
      if (learnerId === null) return [];
      return { learnerId, overall: row.number('course_grade_overall'), at: row.time('course_grade_ts') };
    }),
    (grade) => [grade.learnerId],
  );
  const questions = effective(
    rows('discussion_questions').flatMap((row) => {
      const learnerId = row.learner();
      const questionId = row.id('discussion_question_id');
      const at = row.time('discussion_question_created_ts', 'discussion_question_creation_ts');
      return learnerId === null || questionId === null || at === null ? [] : { learnerId, questionId, at };
    }),
    (question) => [question.questionId],
  );
  const answers = effective(
    rows('discussion_answers').flatMap((row) => {
      const learnerId = row.learner();
      const answerId = row.id('discussion_answer_id');
      const questionId = row.id('discussion_question_id');
      const at = row.time('discussion_answer_created_ts', 'discussion_answer_creation_ts');
      return learnerId === null || answerId === null || questionId === null || at === null
        ? []
        : { learnerId, answerId, questionId, at };
    }),
    (answer) => [answer.answerId],
  );

  const branchIds = [
    ...rows('course_branches').map((row) => row.id(BRANCH)),
    ...sessions.map((s) => s.branchId),
  ];
  const clicks = await readClicks(
    folder,
    new Set([config.courseId, ...branchIds.filter((branchId) => branchId !== null)]),
  );

  const times = [...progress, ...itemGrades, ...courseGrades, ...questions, ...answers, ...clicks].map(
    (fact) => fact.at ?? 0,
  );
  for (const membership of memberships) times.push(membership.startAt);

  return {
    config,
    asOf: asOf ?? times.reduce((newest, time) => Math.max(newest, time), 0),
    items: effective(
      [...rows('course_items'), ...branchRows('items')].flatMap((row) => {
        const itemId = row.id('course_item_id');
        if (itemId === null) return [];
        return {
          itemId,
          branchId: row.id(BRANCH),
          lessonId: row.id('course_lesson_id'),
          typeId: row.id('course_item_type_id'),
          optional: row.flag('course_item_optional', 'course_branch_item_optional'),
        };
      }),
      (item) => [item.branchId, item.itemId],
    ),
    lessons: effective(
      [...rows('course_lessons'), ...branchRows('lessons')].flatMap((row) => {
        const lessonId = row.id('course_lesson_id');
        return lessonId === null
          ? []
          : { lessonId, branchId: row.id(BRANCH), moduleId: row.id('course_module_id') };
      }),
      (lesson) => [lesson.branchId, lesson.lessonId],
    ),
    modules: effective(
      [...rows('course_modules'), ...branchRows('modules')].flatMap((row) => {
        const moduleId = row.id('course_module_id');
        if (moduleId === null) return [];
        const order = row.number('course_module_order', 'course_branch_module_order');
        return { moduleId, branchId: row.id(BRANCH), order };
      }),
      (module) => [module.branchId, module.moduleId],
    ),
    itemTypes: effective(
      rows('course_item_types').flatMap((row) => {
        const typeId = row.id('course_item_type_id');
        if (typeId === null) return [];
        return {
          typeId,
          description: row.text('course_item_type_desc') ?? '',
          graded: row.flag('course_item_type_graded'),
          atomTypeId: row.fifth(),
        };
      }),
      (type) => [type.typeId],
    ),
    sessions,
    memberships,
    progress,
    itemGrades,
    courseGrades,
    questions,
    answers,
    forumDelivered: tables.has('discussion_questions') || tables.has('discussion_answers'),
    clicks,
  };
}

const BRANCH = 'course_branch_id';

/** A row seen through its headings. Of several names the first heading that is there counts; null is empty or `NA`. */
interface Row {
  text(...names: string[]): string | null;
  /** Trimmed: ids may carry blanks. */
  id(...names: string[]): string | null;
  number(...names: string[]): number | null;
  time(...names: string[]): number | null;
  flag(...names: string[]): boolean;
  /** The column `<prefix>_user_id` or `<prefix>_discussions_user_id`, whatever the prefix. */
  learner(): string | null;
  /** Type id of the content behind a type: by its name, else the fifth column. */
  fifth(): string | null;
}

/** The rows of a table that belong to the course, where the table says which course. */
function rowsOf(table: Table | undefined, courseId: string): Row[] {
  if (table === undefined) return [];
  const { headings } = table;
  const rows = table.rows.map((cells): Row => {
    const cell = (column: number): string | null => {
      const text = cells[column];
      return text === undefined || text.trim() === '' || text.trim() === 'NA' ? null : text;
    };
    const text = (...names: string[]): string | null =>
      cell(headings.findIndex((heading) => names.includes(heading)));
    const id = (...names: string[]): string | null => text(...names)?.trim() ?? null;
    return {
      text,
      id,
      number: (...names) => {
        const number = id(...names);
        return number === null || !Number.isFinite(Number(number)) ? null : Number(number);
      },
      time: (...names) => readTime(id(...names) ?? ''),
      flag: (...names) => ['t', 'true', '1'].includes((id(...names) ?? '').toLowerCase()),
      learner: () => cell(headings.findIndex((heading) => heading.endsWith('_user_id')))?.trim() ?? null,
      fifth: () => {
        const named = headings.indexOf('atom_content_type_id');
        return cell(named === -1 ? 4 : named)?.trim() ?? null;
      },
    };
  });
  return headings.includes('course_id') ? rows.filter((row) => row.id('course_id') === courseId) : rows;
}

/** The effective row of each key: the last in file order, at the place of that last row. */
function effective<T>(rows: readonly T[], keyOf: (row: T) => readonly (string | null)[]): T[] {
  const byKey = new Map<string, T>();
  for (const row of rows) {
    const key = JSON.stringify(keyOf(row));
    byKey.delete(key);
    byKey.set(key, row);
  }
  return [...byKey.values()];
}
