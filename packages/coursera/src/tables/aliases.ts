import type { HeaderAliases } from '../model.ts';

/**
 * Headings under which exports have carried a column, by its canonical heading: older spellings, and those of the
 * branch forms of a table. The one place where a renamed column is made known; `headerAliases` of course.json adds
 * to it.
 */
export const BUILT_IN_ALIASES: HeaderAliases = {
  course_item_order: ['course_branch_item_order'],
  course_item_name: ['course_branch_item_name'],
  course_item_optional: ['course_branch_item_optional'],
  course_lesson_order: ['course_branch_lesson_order'],
  course_lesson_name: ['course_branch_lesson_name'],
  course_module_order: ['course_branch_module_order'],
  course_module_name: ['course_branch_module_name'],
  course_module_desc: ['course_branch_module_desc'],
  discussion_question_created_ts: ['discussion_question_creation_ts', 'discussion_question_ts'],
  discussion_question_updated_ts: ['discussion_question_update_ts'],
  discussion_answer_created_ts: ['discussion_answer_creation_ts', 'discussion_answer_ts'],
  discussion_answer_updated_ts: ['discussion_answer_update_ts'],
  on_demand_sessions_start_ts: ['on_demand_session_start_ts'],
  on_demand_sessions_end_ts: ['on_demand_session_end_ts'],
  on_demand_sessions_enrollment_end_ts: ['on_demand_session_enrollment_end_ts'],
  on_demand_sessions_membership_start_ts: ['on_demand_session_membership_start_ts'],
  on_demand_sessions_membership_end_ts: ['on_demand_session_membership_end_ts'],
};
