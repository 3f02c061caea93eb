import { itemAt } from '../random.ts';
import { type Micros, tableTime } from '../time.ts';
import { DETAILS, REPLIES, TITLES } from './forum-texts.ts';
import { type TableMaker, table } from './table.ts';

const textOf = (texts: readonly string[], number: number): string => itemAt(texts, number % texts.length);

/** Before an edit was made nobody knows of it. */
const updatedBy = (snapshotAt: Micros, at: Micros, updatedAt: Micros): string =>
  tableTime(updatedAt <= snapshotAt ? updatedAt : at);

const questions: TableMaker = ({ model, forum }, snapshotAt) =>
  table(
    'discussion_questions',
    [
      'discussion_question_id',
      `${model.partner}_discussions_user_id`,
      'discussion_question_title',
      'discussion_question_details',
      'discussion_question_context_type',
      'course_id',
      'course_module_id',
      'course_item_id',
      'discussion_forum_id',
      'country_cd',
      'group_id',
      'discussion_question_created_ts',
      'discussion_question_updated_ts',
    ],
    () =>
      forum.questions
        .filter((question) => question.at <= snapshotAt)
        .map((question) => [
          question.id,
          question.authorId,
          question.prompt?.name ?? textOf(TITLES, question.text),
          question.prompt === null ? textOf(DETAILS, question.text) : null,
          question.prompt === null ? 'week' : 'item',
          model.courseId,
          null,
          question.prompt?.id ?? null,
          question.forumId,
          null,
          null,
          tableTime(question.at),
          updatedBy(snapshotAt, question.at, question.updatedAt),
        ]),
  );

const answers: TableMaker = ({ model, forum }, snapshotAt) =>
  table(
    'discussion_answers',
    [
      'discussion_answer_id',
      `${model.partner}_discussions_user_id`,
      'course_id',
      'discussion_answer_content',
      'discussion_question_id',
      'discussion_answer_parent_discussion_answer_id',
      'discussion_answer_created_ts',
      'discussion_answer_updated_ts',
    ],
    () =>
      forum.answers
        .filter((answer) => answer.at <= snapshotAt)
        .map((answer) => [
          answer.id,
          answer.authorId,
          model.courseId,
          textOf(REPLIES, answer.text),
          answer.questionId,
          answer.parentId,
          tableTime(answer.at),
          updatedBy(snapshotAt, answer.at, answer.updatedAt),
        ]),
  );

export const forumTables: readonly TableMaker[] = [questions, answers];
