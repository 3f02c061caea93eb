import type { Micros } from './time.ts';

/**
 * What the world tells about one learner of one course. A fact enters the state in a form for which
 * order and repetition do not matter (ARCHITECTURE.md, laws 1 to 4); which learner it is about is known by
 * whoever holds the state and is not repeated here.
 */
export type Fact =
  | ClickFact
  | ProgressFact
  | MembershipFact
  | QuestionFact
  | AnswerFact
  | ItemGradeFact
  | CourseGradeFact
  | SettingsFact;

/** One row of a clickstream file: an element of a grow-only set, told apart by identity and occurrence. */
export interface ClickFact {
  readonly type: 'click';
  readonly kind: 'access' | 'video';
  readonly at: Micros;
  /** As exported, not parsed. */
  readonly url: string;
  /** Digest over kind and the 16 decoded fields of the row; at least 8 bytes. */
  readonly identity: Uint8Array;
  /** 0, or n for the n-th repeat of exactly this row within one file. */
  readonly occurrence: number;
}

/**
 * One effective row of a table snapshot: a last-writer-wins entry. `version` is the snapshot's time;
 * at equal versions a row beats a tombstone, then the greater value wins.
 */
interface RowFact {
  readonly version: Micros;
  /** True for a tombstone: the snapshot of `version` no longer holds this key; the columns are the last known. */
  readonly deleted: boolean;
}

/** `course_progress`: the whole row is the key, `count` says how often the snapshot holds it. */
export interface ProgressFact extends RowFact {
  readonly type: 'progress';
  readonly itemId: string;
  /** 1 = started, 2 = completed; others are kept (they count for presence). */
  readonly state: number;
  readonly at: Micros;
  readonly count: number;
}

/** `on_demand_session_memberships`, key (session, learner). */
export interface MembershipFact extends RowFact {
  readonly type: 'membership';
  readonly sessionId: string;
  readonly startAt: Micros;
  readonly endAt: Micros | null;
}

/** `discussion_questions`, key question id; the learner is its author. */
export interface QuestionFact extends RowFact {
  readonly type: 'question';
  readonly questionId: string;
  readonly at: Micros;
}

/** `discussion_answers`, key answer id; the learner is its author. */
export interface AnswerFact extends RowFact {
  readonly type: 'answer';
  readonly answerId: string;
  readonly questionId: string;
  readonly at: Micros;
}

/** `course_item_grades`, key (item, learner). */
export interface ItemGradeFact extends RowFact {
  readonly type: 'itemGrade';
  readonly itemId: string;
  /** Overall grade 0..1, null where the row has none. */
  readonly grade: number | null;
  readonly at: Micros | null;
}

/** `course_grades`, key learner. */
export interface CourseGradeFact extends RowFact {
  readonly type: 'courseGrade';
  readonly overall: number | null;
  readonly at: Micros | null;
}

/** What a learner chose, or the right to choose anew (widget-api.md); told by `learner-settings`. */
export type SettingsFact = ConsentFact | GoalFact | SelectionFact | QuestionnaireFact | WeekFact | ExpiryFact;

/** Last writer wins by `at`, then `eventId`. */
interface ChoiceFact {
  readonly at: Micros;
  readonly eventId: string;
}

export interface ConsentFact extends ChoiceFact {
  readonly type: 'consent';
  readonly consent: boolean;
  /** Whether the learner may be written to; null where nothing was said of it. */
  readonly followUp: boolean | null;
}

export interface GoalFact extends ChoiceFact {
  readonly type: 'goal';
  readonly goal: string;
}

/** The indicators a learner wants to see. */
export interface SelectionFact extends ChoiceFact {
  readonly type: 'selection';
  readonly metrics: readonly string[];
}

/** The questionnaire on self-regulated learning: an element of a grow-only set, told apart by `eventId`. */
export interface QuestionnaireFact extends ChoiceFact {
  readonly type: 'questionnaire';
  /** Answer 1 to 7 to each of the 24 statements, in their order. */
  readonly answers: readonly number[];
}

/** A week was opened: goal and indicators may be changed once more. The greatest week counts. */
export interface WeekFact {
  readonly type: 'week';
  /** Its Monday in the course's time zone, in days since 1970-01-01. */
  readonly week: number;
  /** The instant it was scheduled for. */
  readonly at: Micros;
}

/** What was chosen until then counts no more: no export has named the id (widget-api.md). The greatest time counts. */
export interface ExpiryFact {
  readonly type: 'expiry';
  readonly at: Micros;
}
