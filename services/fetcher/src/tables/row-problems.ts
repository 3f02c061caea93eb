import type { TableRow } from '@learning-tracker/coursera';

export interface RowProblem {
  readonly code: 'bad_number' | 'missing_value';
  readonly reason: string;
}

const MAX_INT = 2 ** 31 - 1;

/** Why a row that could be parsed cannot be published, if so: found before it is staged, while its line is known. */
export function problemOf({ row, learnerId }: TableRow): RowProblem | null {
  switch (row.kind) {
    case 'ProgressRow':
      return needsLearner(learnerId) ?? needsInt(row.state, 'the state');
    case 'MembershipRow':
    case 'QuestionRow':
    case 'AnswerRow':
    case 'ItemGradeRow':
    case 'CourseGradeRow':
      return needsLearner(learnerId);
    case 'ItemRow':
    case 'LessonRow':
    case 'ModuleRow':
      return needsInt(row.order ?? 0, 'the order');
    case 'ItemTypeRow':
    case 'SessionRow':
    case 'BranchRow':
    case 'LearnerIdRow':
    case 'OtherRow':
      return null;
  }
}

function needsLearner(learnerId: string | null): RowProblem | null {
  if (learnerId !== null && learnerId !== '') return null;
  return { code: 'missing_value', reason: 'The row names no learner.' };
}

function needsInt(value: number, what: string): RowProblem | null {
  if (Number.isInteger(value) && Math.abs(value) <= MAX_INT) return null;
  return { code: 'bad_number', reason: `${value} as ${what} is no whole number of 32 bits.` };
}
