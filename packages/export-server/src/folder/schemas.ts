import { SCHEMA_NAMES, type SchemaName } from '@learning-tracker/coursera';

/** Tables by the schema they belong to; the first pattern that fits counts. `_` before a name is a partner's prefix. */
const TABLES: readonly (readonly [RegExp, SchemaName])[] = [
  [/(^|_)course_user_ids$|^users$|_users$/, 'users'],
  [/^demographics?_/, 'demographics'],
  [/^(course_memberships|on_demand_session(s|_memberships))$/, 'course_membership'],
  [/^course_progress(_|$)/, 'course_progress'],
  [/^(feedback|course_feedback|nps|on_demand_feedback)(_|$)/, 'feedback'],
  [/^(peer_|course_item_peer_|course_branch_item_peer_)/, 'peer_assignments'],
  [/staff_graded/, 'staff_graded_assignments'],
  [/^(course_|course_branch_)?(item_)?programming_/, 'programming_assignments'],
  [/^(course_|course_branch_)?(item_)?assessment/, 'assessments'],
  [
    /^(course_grades|course_item_grades|course_formative_quiz_grades|course_passing_states)$/,
    'course_grades',
  ],
  [/^discussion_/, 'discussions'],
  [/^(ecb|course_item_ecb)(_|$)/, 'ecb'],
  [/^notebook/, 'notebooks'],
  [/(^|_)transactions?(_|$)/, 'transactions'],
];

/** The schema of a table, by the name of its file; that of the course's content for all that is no other's. */
export function schemaOf(fileName: string): SchemaName {
  const table = fileName.replace(/\.csv$/i, '').toLowerCase();
  return TABLES.find(([pattern]) => pattern.test(table))?.[1] ?? 'course_content';
}

/** Whether that is every schema: an export of all is given out as it lies in the folder. */
export function isAll(schemas: readonly SchemaName[]): boolean {
  return SCHEMA_NAMES.every((name) => schemas.includes(name));
}
