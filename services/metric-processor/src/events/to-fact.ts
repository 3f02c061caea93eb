import type { Fact } from '@learning-tracker/metrics';
import { type DecodedEvent, settingsFactOf, type TableRowChanged } from '@learning-tracker/streams';

/** A learner's fact in an event, or null where none is kept (a table that only `publish` names, an interaction). */
export interface LearnerFact {
  readonly courseId: string;
  /** Table id; of settings the dashboard id. */
  readonly learnerId: string;
  readonly fact: Fact | null;
  /** Of a change of settings: its event, which may wait as pending in the store. */
  readonly eventId?: string;
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
    case 'LearnerSettingsChanged': {
      const { courseId, dashboardId, eventId } = event.value;
      return { courseId, learnerId: dashboardId, fact: settingsFactOf(event.value), eventId };
    }
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
