import type { TypedRow } from '@learning-tracker/coursera';
import type { Micros } from '@learning-tracker/metrics';
import {
  type ContentRowChanged,
  type ProducedRecord,
  recordKey,
  type Serde,
  type TableRowChanged,
  TOPICS,
} from '@learning-tracker/streams';
import type { OutboxRow } from '../ledger/rows.ts';
import { NO_EXTRA } from '../routing/extra-columns.ts';
import { parseExtra, parseRow } from './row-schema.ts';

export interface RowOf {
  readonly courseId: string;
  readonly version: Micros;
}

/**
 * The record that tells of one effective row or tombstone: rows of a learner go to table-rows, all others to the
 * only partition of course-content.
 */
export function recordOf(serde: Pick<Serde, 'encode'>, row: OutboxRow, of: RowOf): ProducedRecord {
  const { courseId, version } = of;
  const { learnerId, deleted } = row;
  const typed = parseRow(row.body);
  const extra = row.extra === '' ? NO_EXTRA : parseExtra(row.extra);
  // The id map names a learner, but belongs to the course: readers look it up without knowing a partition.
  if (learnerId === null || typed.kind === 'LearnerIdRow') {
    const value = { courseId, version, deleted, row: contentRow(typed), extra };
    return {
      topic: TOPICS.courseContent,
      partition: 0,
      key: recordKey(courseId),
      value: serde.encode('ContentRowChanged', value),
    };
  }
  const value = { courseId, learnerId, version, deleted, row: learnerRow(typed, row.count), extra };
  return {
    topic: TOPICS.tableRows,
    key: recordKey(courseId, learnerId),
    value: serde.encode('TableRowChanged', value),
  };
}

/** Each field by name: nothing else leaves the fetcher. */
function learnerRow(row: TypedRow, count: number): TableRowChanged['row'] {
  switch (row.kind) {
    case 'ProgressRow':
      return { ProgressRow: { itemId: row.itemId, state: row.state, at: row.at, count } };
    case 'MembershipRow':
      return { MembershipRow: { sessionId: row.sessionId, startAt: row.startAt, endAt: row.endAt } };
    case 'QuestionRow':
      return { QuestionRow: { questionId: row.questionId, at: row.at } };
    case 'AnswerRow':
      return { AnswerRow: { answerId: row.answerId, questionId: row.questionId, at: row.at } };
    case 'ItemGradeRow':
      return { ItemGradeRow: { itemId: row.itemId, grade: row.grade, at: row.at } };
    case 'CourseGradeRow':
      return { CourseGradeRow: { overall: row.overall, at: row.at } };
    case 'OtherRow':
      return { OtherRow: { table: row.table } };
    case 'ItemRow':
    case 'LessonRow':
    case 'ModuleRow':
    case 'ItemTypeRow':
    case 'SessionRow':
    case 'BranchRow':
    case 'LearnerIdRow':
      throw new TypeError(`a ${row.kind} belongs to the course, not to a learner`);
  }
}

function contentRow(row: TypedRow): ContentRowChanged['row'] {
  switch (row.kind) {
    case 'ItemRow': {
      const { itemId, branchId, lessonId, typeId, order, name, optional } = row;
      return { ItemRow: { itemId, branchId, lessonId, typeId, order, name, optional } };
    }
    case 'LessonRow': {
      const { lessonId, branchId, moduleId, order, name } = row;
      return { LessonRow: { lessonId, branchId, moduleId, order, name } };
    }
    case 'ModuleRow': {
      const { moduleId, branchId, order, name } = row;
      return { ModuleRow: { moduleId, branchId, order, name } };
    }
    case 'ItemTypeRow': {
      const { typeId, description, category, graded, atomTypeId } = row;
      return { ItemTypeRow: { typeId, description, category, graded, atomTypeId } };
    }
    case 'SessionRow': {
      const { sessionId, startAt, endAt, branchId } = row;
      return { SessionRow: { sessionId, startAt, endAt, branchId } };
    }
    case 'BranchRow':
      return { BranchRow: { branchId: row.branchId } };
    case 'LearnerIdRow':
      return { LearnerIdRow: { tableId: row.tableId, dashboardId: row.dashboardId } };
    case 'OtherRow':
      return { OtherContentRow: { table: row.table } };
    case 'ProgressRow':
    case 'MembershipRow':
    case 'QuestionRow':
    case 'AnswerRow':
    case 'ItemGradeRow':
    case 'CourseGradeRow':
      throw new TypeError(`a ${row.kind} without a learner`);
  }
}
