import type { Fact } from '@learning-tracker/metrics';
import type { DecodedEvent, TableRowChanged } from '@learning-tracker/streams';

/** A learner's fact in an event, or null where no metric reads the row (a table that only `publish` names). */
export interface LearnerFact {
  readonly courseId: string;
  readonly learnerId: string;
  readonly fact: Fact | null;
}

/** @returns null for an event that is not about a learner */
export function learnerFactOf(event: DecodedEvent): LearnerFact | null {
  switch (event.name) {
    case 'ClickObserved': {
      const { courseId, learnerId, kind, at, url, identity, occurrence } = event.value;
      return { courseId, learnerId, fact: { type: 'click', kind, at, url, identity, occurrence } };
    }
    case 'TableRowChanged':
      return { courseId: event.value.courseId, learnerId: event.value.learnerId, fact: rowFact(event.value) };
    default:
      return null;
  }
}

function rowFact({ row, version, deleted }: TableRowChanged): Fact | null {
  if ('ProgressRow' in row) return { type: 'progress', version, deleted, ...row.ProgressRow };
  if ('MembershipRow' in row) return { type: 'membership', version, deleted, ...row.MembershipRow };
  if ('QuestionRow' in row) return { type: 'question', version, deleted, ...row.QuestionRow };
  if ('AnswerRow' in row) return { type: 'answer', version, deleted, ...row.AnswerRow };
  if ('ItemGradeRow' in row) return { type: 'itemGrade', version, deleted, ...row.ItemGradeRow };
  if ('CourseGradeRow' in row) return { type: 'courseGrade', version, deleted, ...row.CourseGradeRow };
  return null;
}
