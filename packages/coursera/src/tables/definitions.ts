import { asInt, asNumber, asText, asTime } from '../values/values.ts';
import {
  constant,
  dashboardUser,
  fifth,
  flag,
  forumUser,
  id,
  inBranch,
  inCourse,
  inExport,
  inSlug,
  nullable,
  optional,
  required,
  user,
} from './columns.ts';
import { defineTable, type TableDefinition } from './table-definition.ts';

/** Course forms and branch forms differ in their id column; the headings of the rest are aliases. */
const FORMS = [
  { prefix: 'course', course: inCourse, branchId: constant<string | null>(null) },
  {
    prefix: 'course_branch',
    course: inBranch,
    branchId: required<string | null>('course_branch_id', asText),
  },
] as const;

const contentTables: readonly TableDefinition[] = FORMS.flatMap(({ prefix, course, branchId }) => [
  defineTable(`${prefix}_items`, {
    course,
    columns: {
      itemId: id('course_item_id'),
      branchId,
      lessonId: nullable('course_lesson_id', asText),
      typeId: nullable('course_item_type_id', asText),
      order: optional('course_item_order', asInt),
      name: optional('course_item_name', asText),
      optional: flag('course_item_optional'),
    },
    key: ['branchId', 'itemId'],
    row: (values) => ({ kind: 'ItemRow', ...values }),
  }),
  defineTable(`${prefix}_lessons`, {
    course,
    columns: {
      lessonId: id('course_lesson_id'),
      branchId,
      moduleId: nullable('course_module_id', asText),
      order: optional('course_lesson_order', asInt),
      name: optional('course_lesson_name', asText),
    },
    key: ['branchId', 'lessonId'],
    row: (values) => ({ kind: 'LessonRow', ...values }),
  }),
  defineTable(`${prefix}_modules`, {
    course,
    columns: {
      moduleId: id('course_module_id'),
      branchId,
      order: nullable('course_module_order', asInt),
      name: optional('course_module_name', asText),
    },
    key: ['branchId', 'moduleId'],
    row: (values) => ({ kind: 'ModuleRow', ...values }),
  }),
]);

const ITEM_TYPE_COLUMNS = [
  'course_item_type_id',
  'course_item_type_desc',
  'course_item_type_category',
  'course_item_type_graded',
];

/** All tables whose rows are typed, by canonical name. */
export const TABLE_DEFINITIONS: ReadonlyMap<string, TableDefinition> = new Map(
  [
    ...contentTables,
    defineTable('course_progress', {
      course: inCourse,
      learner: user,
      columns: {
        itemId: id('course_item_id'),
        state: required('course_progress_state_type_id', asInt),
        at: required('course_progress_ts', asTime),
      },
      key: ['learner', 'itemId', 'state', 'at'],
      factAt: 'at',
      row: (values) => ({ kind: 'ProgressRow', ...values }),
    }),
    defineTable('course_item_types', {
      course: inExport,
      columns: {
        typeId: id('course_item_type_id'),
        description: id('course_item_type_desc'),
        category: optional('course_item_type_category', asText),
        graded: flag('course_item_type_graded'),
        atomTypeId: optional(
          'atom_content_type_id',
          asText,
          fifth('atom_content_type_id', ITEM_TYPE_COLUMNS),
        ),
      },
      key: ['typeId'],
      row: (values) => ({ kind: 'ItemTypeRow', ...values }),
    }),
    defineTable('course_branches', {
      course: inCourse,
      columns: { branchId: id('course_branch_id') },
      key: ['branchId'],
      row: (values) => ({ kind: 'BranchRow', ...values }),
    }),
    defineTable('on_demand_sessions', {
      course: inCourse,
      columns: {
        sessionId: id('on_demand_session_id'),
        startAt: required('on_demand_sessions_start_ts', asTime),
        endAt: nullable('on_demand_sessions_end_ts', asTime),
        branchId: optional('course_branch_id', asText),
      },
      key: ['sessionId'],
      row: (values) => ({ kind: 'SessionRow', ...values }),
    }),
    defineTable('on_demand_session_memberships', {
      course: inCourse,
      learner: user,
      columns: {
        sessionId: id('on_demand_session_id'),
        startAt: required('on_demand_sessions_membership_start_ts', asTime),
        endAt: optional('on_demand_sessions_membership_end_ts', asTime),
      },
      key: ['sessionId', 'learner'],
      // The end may lie ahead of the export.
      factAt: 'startAt',
      row: (values) => ({ kind: 'MembershipRow', ...values }),
    }),
    defineTable('discussion_questions', {
      course: inCourse,
      learner: forumUser,
      columns: {
        questionId: id('discussion_question_id'),
        at: required('discussion_question_created_ts', asTime),
      },
      key: ['questionId'],
      factAt: 'at',
      row: (values) => ({ kind: 'QuestionRow', ...values }),
    }),
    defineTable('discussion_answers', {
      course: inCourse,
      learner: forumUser,
      columns: {
        answerId: id('discussion_answer_id'),
        questionId: id('discussion_question_id'),
        at: required('discussion_answer_created_ts', asTime),
      },
      key: ['answerId'],
      factAt: 'at',
      row: (values) => ({ kind: 'AnswerRow', ...values }),
    }),
    defineTable('course_item_grades', {
      course: inCourse,
      learner: user,
      columns: {
        itemId: id('course_item_id'),
        grade: nullable('course_item_grade_overall', asNumber),
        at: optional('course_item_grade_ts', asTime),
      },
      key: ['itemId', 'learner'],
      factAt: 'at',
      row: (values) => ({ kind: 'ItemGradeRow', ...values }),
    }),
    defineTable('course_grades', {
      course: inCourse,
      learner: user,
      columns: {
        overall: optional('course_grade_overall', asNumber),
        at: optional('course_grade_ts', asTime),
      },
      key: ['learner'],
      factAt: 'at',
      row: (values) => ({ kind: 'CourseGradeRow', ...values }),
    }),
    defineTable('course_user_ids', {
      course: inSlug,
      learner: user,
      columns: { tableId: user, dashboardId: dashboardUser },
      key: ['tableId'],
      row: (values) => ({ kind: 'LearnerIdRow', ...values }),
    }),
  ].map((definition) => [definition.name, definition]),
);
