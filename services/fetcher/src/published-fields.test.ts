import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as readers from '@learning-tracker/coursera';
import { type CourseConfig, silentLogger } from '@learning-tracker/runtime';
import {
  createEmbeddedLog,
  createEmbeddedSchemaRegistry,
  createSerde,
  type DecodedEvent,
  TOPICS,
  topicSpecs,
} from '@learning-tracker/streams';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createFetcher } from './fetcher.ts';
import { createFolderSource } from './source/folder-source.ts';
import { csv, writeClickstream, writeTablesZip } from './testing/real-exports.ts';
import { course } from './testing/workbench.ts';

const TIME = '2020-05-10 10:00:00.123456';

/** Every table of the specification with all its columns, free text and demographics among them; one row each. */
const TABLES: Record<string, string> = {
  course_progress: csv([
    ['course_id', 'course_item_id', 'p_user_id', 'course_progress_state_type_id', 'course_progress_ts'],
    ['course-1', 'i1', 'u1', '1', TIME],
  ]),
  course_items: csv([
    [
      'course_id',
      'course_item_id',
      'course_lesson_id',
      'course_item_order',
      'course_item_type_id',
      'course_item_name',
      'course_item_optional',
    ],
    ['course-1', 'i1', 'l1', '0', '1', 'Item', 'f'],
  ]),
  course_lessons: csv([
    ['course_id', 'course_lesson_id', 'course_module_id', 'course_lesson_order', 'course_lesson_name'],
    ['course-1', 'l1', 'm1', '0', 'Lesson'],
  ]),
  course_modules: csv([
    ['course_id', 'course_module_id', 'course_module_order', 'course_module_name', 'course_module_desc'],
    ['course-1', 'm1', '0', 'Module', 'secret text'],
  ]),
  course_item_types: csv([
    [
      'course_item_type_id',
      'course_item_type_desc',
      'course_item_type_category',
      'course_item_type_graded',
      'atom_content_type_id',
    ],
    ['1', 'lecture', 'lecture', 'f', '301'],
  ]),
  course_branches: csv([
    ['course_id', 'course_branch_id', 'course_branch_changes_description'],
    ['course-1', 'b1', 'secret text'],
  ]),
  on_demand_sessions: csv([
    [
      'course_id',
      'on_demand_session_id',
      'on_demand_sessions_start_ts',
      'on_demand_sessions_end_ts',
      'on_demand_sessions_enrollment_end_ts',
      'course_branch_id',
    ],
    ['course-1', 's1', TIME, TIME, TIME, 'b1'],
  ]),
  on_demand_session_memberships: csv([
    [
      'course_id',
      'on_demand_session_id',
      'p_user_id',
      'on_demand_sessions_membership_start_ts',
      'on_demand_sessions_membership_end_ts',
    ],
    ['course-1', 's1', 'u1', TIME, TIME],
  ]),
  discussion_questions: csv([
    [
      'discussion_question_id',
      'p_discussions_user_id',
      'discussion_question_title',
      'discussion_question_details',
      'course_id',
      'country_cd',
      'discussion_question_created_ts',
    ],
    ['q1', 'u1', 'secret text', 'secret text', 'course-1', 'secret text', TIME],
  ]),
  discussion_answers: csv([
    [
      'discussion_answer_id',
      'p_discussions_user_id',
      'course_id',
      'discussion_answer_content',
      'discussion_question_id',
      'discussion_answer_created_ts',
    ],
    ['a1', 'u1', 'course-1', 'secret text', 'q1', TIME],
  ]),
  course_item_grades: csv([
    [
      'course_id',
      'course_item_id',
      'p_user_id',
      'course_item_grade_ts',
      'course_item_passing_state_id',
      'course_item_grade_overall',
      'course_item_grade_verified',
    ],
    ['course-1', 'i1', 'u1', TIME, '1', '0.5', '0.77'],
  ]),
  course_grades: csv([
    [
      'course_id',
      'p_user_id',
      'course_grade_ts',
      'course_passing_state_id',
      'course_grade_overall',
      'course_grade_verified',
    ],
    ['course-1', 'u1', TIME, '1', '0.5', '0.77'],
  ]),
  p_course_user_ids: csv([
    ['p_user_id', 'slug_1_user_id'],
    ['u1', 'd1'],
  ]),
  users: csv([
    ['p_user_id', 'country_cd', 'reported_or_inferred_gender'],
    ['u1', 'secret text', 'secret text'],
  ]),
  course_ratings: csv([
    ['course_id', 'p_user_id', 'rating', 'comment'],
    ['course-1', 'u1', '5', 'secret text'],
  ]),
};

const CLICK = [
  'u1',
  'secret text',
  TIME,
  'secret text',
  'secret text',
  'https://learn/x',
  'secret text',
  'nl',
  'course-1',
  'NL',
  'secret text',
  'Europe/Amsterdam',
  'os',
  'browser',
  'pageview',
  '{}',
];

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fields-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function publish(config: CourseConfig): Promise<DecodedEvent[]> {
  const path = join(folder, 'data.sqlite');
  const clock = { now: () => 1_600_000_000_000_000 };
  const log = createEmbeddedLog({ path, clock });
  const registry = createEmbeddedSchemaRegistry({ path });
  const serde = createSerde({ registry, clock });
  await log.ensureTopics(topicSpecs(2));
  await serde.register();
  await writeTablesZip(folder, 'tables_1590000000000.zip', TABLES);
  await writeClickstream(folder, 'access-2020-05-10.csv.gz', [
    CLICK,
    CLICK.slice(0, 8).concat('course-2', CLICK.slice(9)),
  ]);
  const fetcher = createFetcher({
    log,
    serde,
    ledgerPath: path,
    source: createFolderSource(folder),
    readers,
    courses: [config],
    clock,
    logger: silentLogger,
    isErased: () => false,
  });
  await fetcher.runOnce();
  const events: DecodedEvent[] = [];
  for (const topic of Object.values(TOPICS)) {
    for (const { partition, begin, end } of await log.offsets(topic)) {
      for await (const { records } of log.read({ topic, partition, from: begin, to: end })) {
        await serde.prepare(records);
        events.push(...records.map(({ value }) => serde.decode(value)));
      }
    }
  }
  await fetcher.close();
  await log.close();
  registry.close();
  return events;
}

/** Event or row → its fields, those of `extra` with a plus in front. */
function fieldsOf(events: readonly DecodedEvent[]): Record<string, string> {
  const fields: Record<string, string> = {};
  for (const { name, value } of events) {
    const extra = 'extra' in value ? Object.keys(value.extra).map((column) => `+${column}`) : [];
    fields[name] = Object.keys(value).sort().join(' ');
    if ('row' in value) {
      for (const [kind, row] of Object.entries(value.row))
        fields[kind] = [...Object.keys(row).sort(), ...extra].join(' ');
    } else if (extra.length > 0) fields[name] += ` ${extra.join(' ')}`;
  }
  return fields;
}

const FIELDS = {
  AnswerRow: 'answerId at questionId',
  BranchRow: 'branchId',
  ClickObserved: 'at courseId extra identity key kind learnerId occurrence url value',
  ContentRowChanged: 'courseId deleted extra row version',
  CourseConfigured: 'courseId json version',
  CourseGradeRow: 'at overall',
  DeadLetter: 'code courseId id learnerId original reason source',
  ExportIngested: 'checksum courseId file newestFactAt rows table version',
  ItemGradeRow: 'at grade itemId',
  ItemRow: 'branchId itemId lessonId name optional order typeId',
  ItemTypeRow: 'atomTypeId category description graded typeId',
  LearnerIdRow: 'dashboardId tableId',
  LessonRow: 'branchId lessonId moduleId name order',
  MembershipRow: 'endAt sessionId startAt',
  ModuleRow: 'branchId moduleId name order',
  ProgressRow: 'at count itemId state',
  QuestionRow: 'at questionId',
  SessionRow: 'branchId endAt sessionId startAt',
  TableRowChanged: 'courseId deleted extra learnerId row version',
};

describe('what leaves the fetcher', () => {
  it('is what metrics need and nothing else', async () => {
    const events = await publish(course());
    expect(fieldsOf(events)).toEqual(FIELDS);
    const bytes = JSON.stringify(events, (_key, value: unknown) =>
      value instanceof Uint8Array ? Buffer.from(value).toString() : value,
    );
    expect(bytes).not.toContain('secret text');
    expect(bytes).not.toContain('0.77');
  });

  it('is also what the course publishes', async () => {
    const events = await publish(
      course({
        publish: {
          discussion_questions: ['discussion_question_title'],
          course_modules: ['course_module_desc'],
          course_ratings: ['rating'],
          clickstream: ['hashed_ip', 'country_cd'],
        },
      }),
    );
    expect(fieldsOf(events)).toEqual({
      ...FIELDS,
      QuestionRow: 'at questionId +discussion_question_title',
      ModuleRow: 'branchId moduleId name order +course_module_desc',
      OtherRow: 'table +rating',
      ClickObserved: `${FIELDS.ClickObserved} +country_cd +hashed_ip`,
    });
  });

  it('keeps microseconds', async () => {
    const at = Date.UTC(2020, 4, 10, 10) * 1000 + 123_456;
    const events = await publish(course());
    const times = events.flatMap(({ name, value }) => (name === 'ClickObserved' ? [value.at] : []));
    expect(times).toEqual([at]);
    const newest = events.flatMap(({ name, value }) =>
      name === 'ExportIngested' ? [value.newestFactAt] : [],
    );
    expect(Math.max(...newest.map((time) => time ?? 0))).toBe(at);
  });
});
