import { DAY, tableTime } from '../time.ts';
import { LAUNCHED_AT } from './known.ts';
import { flag, type TableMaker, table } from './table.ts';

const courses: TableMaker = ({ model }) =>
  table(
    'courses',
    [
      'course_id',
      'course_slug',
      'course_name',
      'course_launch_ts',
      'course_update_ts',
      'course_deleted',
      'course_graded',
      'course_desc',
      'course_restricted',
    ],
    () => [
      [
        model.courseId,
        model.slug,
        model.name,
        tableTime(LAUNCHED_AT),
        tableTime(model.calendar.previous.startAt - 30 * DAY),
        flag(false),
        flag(true),
        'A synthetic course, "small"\nbut complete',
        flag(false),
      ],
    ],
  );

const branches: TableMaker = ({ model }) =>
  table(
    'course_branches',
    [
      'course_id',
      'course_branch_id',
      'course_branch_changes_description',
      'authoring_course_branch_name',
      'authoring_course_branch_created_ts',
    ],
    () => [
      [model.courseId, model.content.first.branchId, null, null, null],
      [
        model.courseId,
        model.content.second.branchId,
        'Overhaul, second version',
        'Version "2"',
        tableTime(model.calendar.previous.startAt - 10 * DAY),
      ],
    ],
  );

const sessions: TableMaker = ({ model }) =>
  table(
    'on_demand_sessions',
    [
      'course_id',
      'on_demand_session_id',
      'on_demand_sessions_start_ts',
      'on_demand_sessions_end_ts',
      'on_demand_sessions_enrollment_end_ts',
      'course_branch_id',
    ],
    () =>
      model.random
        .split('order of sessions')
        .shuffled(model.calendar.sessions)
        .map((session) => [
          model.courseId,
          session.id,
          tableTime(session.startAt),
          tableTime(session.endAt),
          tableTime(session.enrollmentEndAt),
          session.version.branchId,
        ]),
  );

const forums: TableMaker = ({ model, forum }) =>
  table(
    'discussion_course_forums',
    [
      'discussion_forum_id',
      'course_branch_id',
      'discussion_course_forum_title',
      'discussion_course_forum_description',
      'discussion_course_forum_order',
    ],
    () =>
      forum.forumIds.map((id, order) => [
        id,
        model.content.second.branchId,
        order < model.weeks ? `Week ${order + 1}` : 'General discussion',
        order < model.weeks ? 'Discuss' : null,
        String(order),
      ]),
  );

/** Tables that only say what an id means. */
const meanings = (name: string, what: string, texts: readonly string[], from = 0): TableMaker => {
  const columns = [`${what}_id`, `${what}_desc`];
  return () => table(name, columns, () => texts.map((text, index) => [String(index + from), text]));
};

export const courseTables: readonly TableMaker[] = [
  courses,
  branches,
  sessions,
  forums,
  meanings('course_progress_state_types', 'course_progress_state_type', ['started', 'completed'], 1),
  meanings('course_passing_states', 'course_passing_state', [
    'not passed',
    'passed',
    'not passable',
    'verified passed',
  ]),
  meanings('course_item_passing_states', 'course_item_passing_state', [
    'passed',
    'not passed',
    'verified passed',
  ]),
];
