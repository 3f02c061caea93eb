// Generated from schemas/*.avsc by scripts/generate-events.ts; do not edit.

/** One row of a clickstream file. Topic clickstream-events, key course/learner. */
export interface ClickObserved {
  readonly courseId: string;
  /** Table id. */
  readonly learnerId: string;
  readonly kind: 'access' | 'video';
  readonly at: number;
  readonly url: string;
  readonly key: string;
  /** JSON as exported. */
  readonly value: string;
  /** Digest over kind and the 16 decoded fields. */
  readonly identity: Uint8Array;
  /** n for the n-th repeat of exactly this row within one file, else 0. */
  readonly occurrence: number;
  /** Columns that `publish` lists beside those metrics need. */
  readonly extra: Readonly<Record<string, string>>;
}

/** course_items, course_branch_items */
export interface ItemRow {
  readonly itemId: string;
  readonly branchId: string | null;
  readonly lessonId: string | null;
  readonly typeId: string | null;
  readonly order: number | null;
  readonly name: string | null;
  readonly optional: boolean;
}

/** course_lessons, course_branch_lessons */
export interface LessonRow {
  readonly lessonId: string;
  readonly branchId: string | null;
  readonly moduleId: string | null;
  readonly order: number | null;
  readonly name: string | null;
}

/** course_modules, course_branch_modules */
export interface ModuleRow {
  readonly moduleId: string;
  readonly branchId: string | null;
  readonly order: number | null;
  readonly name: string | null;
}

/** course_item_types */
export interface ItemTypeRow {
  readonly typeId: string;
  readonly description: string;
  readonly category: string | null;
  readonly graded: boolean;
  readonly atomTypeId: string | null;
}

/** on_demand_sessions */
export interface SessionRow {
  readonly sessionId: string;
  readonly startAt: number;
  readonly endAt: number | null;
  readonly branchId: string | null;
}

/** course_branches */
export interface BranchRow {
  readonly branchId: string;
}

/** <p>_course_user_ids */
export interface LearnerIdRow {
  readonly tableId: string;
  readonly dashboardId: string;
}

/** A table without learners that only `publish` names. */
export interface OtherContentRow {
  readonly table: string;
}

/** One effective row of a table that belongs to the course, or its tombstone. Topic course-content, key course. */
export interface ContentRowChanged {
  readonly courseId: string;
  readonly version: number;
  readonly deleted: boolean;
  readonly row: { readonly ItemRow: ItemRow } | { readonly LessonRow: LessonRow } | { readonly ModuleRow: ModuleRow } | { readonly ItemTypeRow: ItemTypeRow } | { readonly SessionRow: SessionRow } | { readonly BranchRow: BranchRow } | { readonly LearnerIdRow: LearnerIdRow } | { readonly OtherContentRow: OtherContentRow };
  /** Columns that `publish` lists beside those metrics need. */
  readonly extra: Readonly<Record<string, string>>;
}

/** A calibration was computed by a scan of current values. Topic course-content, key course. */
export interface CourseCalibrated {
  readonly courseId: string;
  readonly version: number;
  readonly computedAt: number;
  /** Scales of each profile, census, and the log positions they were computed at. */
  readonly json: string;
}

/** A course.json came into force. Topic course-content, key course. */
export interface CourseConfigured {
  readonly courseId: string;
  /** When it was published. */
  readonly version: number;
  readonly json: string;
}

/** A person had a dead letter tried again. Topic dead-letters, under the key of the dead letter; the record time says when. */
export interface DeadLetterRetried {
  /** Of the dead letter. */
  readonly id: string;
  readonly courseId: string;
  readonly learnerId: string | null;
  /** appended: the original record once more to its topic; requested: the fetcher was asked to take the row of its file again. */
  readonly how: 'appended' | 'requested';
}

/** What could not be used, with its reason and original bytes. Topic dead-letters, key course/learner or course. */
export interface DeadLetter {
  /** topic/partition/offset, or checksum/line of a file, so that a repeat is one. */
  readonly id: string;
  readonly courseId: string;
  readonly learnerId: string | null;
  /** Stable reason code. */
  readonly code: string;
  /** What happened and what to do. */
  readonly reason: string;
  /** File and line, or topic, partition and offset. */
  readonly source: string;
  readonly original: Uint8Array;
}

/** A verified file was published whole, for one course. Topic course-content, key course. */
export interface ExportIngested {
  readonly courseId: string;
  /** Name without folders. */
  readonly file: string;
  readonly checksum: string;
  /** The table, for a snapshot; null for a clickstream file. */
  readonly table: string | null;
  /** Snapshot time, or midnight of the clickstream day. */
  readonly version: number;
  readonly rows: number;
  readonly newestFactAt: number | null;
}

export interface ConsentChanged {
  readonly consent: boolean;
  /** Whether the learner may be written to; null where nothing was said of it. */
  readonly followUp: boolean | null;
}

export interface GoalSet {
  readonly goal: string;
}

export interface IndicatorsSelected {
  /** 3 to 6 metric ids in the learner's order. */
  readonly metrics: readonly (string)[];
}

export interface SrlAnswered {
  /** Answer 1 to 7 to each of the 24 statements of the questionnaire, in their order. */
  readonly answers: readonly (number)[];
}

/** Goal and indicators may be changed once in this week. */
export interface WeekOpened {
  /** Monday of the calendar week it opens in, in the course's time zone; days since 1970-01-01. */
  readonly week: number;
}

/** No export named the id for so long that what was chosen until the time of the event counts no more. */
export interface SettingsExpired {
  /** Of the newest of the choices that end. */
  readonly changedAt: number;
}

/** Use of the widget: data of the study, without a state. */
export interface InteractionRecorded {
  readonly kind: 'load_widget' | 'consent' | 'set_goal' | 'set_indicators' | 'srl';
}

/** A learner chose something, was given the right to choose anew, or used the widget. Topic learner-settings, key course/dashboard id. Never holds an e-mail address. */
export interface LearnerSettingsChanged {
  /** The same for each repeat of the event. */
  readonly eventId: string;
  readonly courseId: string;
  /** The course's own user id, the only one a widget knows. */
  readonly dashboardId: string;
  /** When it happened; of a week or an expiry the instant it was scheduled for, however late it was opened or noticed. */
  readonly at: number;
  readonly actor: 'learner' | 'operator' | 'rollover';
  readonly change: { readonly ConsentChanged: ConsentChanged } | { readonly GoalSet: GoalSet } | { readonly IndicatorsSelected: IndicatorsSelected } | { readonly SrlAnswered: SrlAnswered } | { readonly WeekOpened: WeekOpened } | { readonly SettingsExpired: SettingsExpired } | { readonly InteractionRecorded: InteractionRecorded };
}

/** course_progress */
export interface ProgressRow {
  readonly itemId: string;
  readonly state: number;
  readonly at: number;
  /** How often the snapshot holds exactly this row. */
  readonly count: number;
}

/** on_demand_session_memberships */
export interface MembershipRow {
  readonly sessionId: string;
  readonly startAt: number;
  readonly endAt: number | null;
}

/** discussion_questions */
export interface QuestionRow {
  readonly questionId: string;
  readonly at: number;
}

/** discussion_answers */
export interface AnswerRow {
  readonly answerId: string;
  readonly questionId: string;
  readonly at: number;
}

/** course_item_grades */
export interface ItemGradeRow {
  readonly itemId: string;
  readonly grade: number | null;
  readonly at: number | null;
}

/** course_grades */
export interface CourseGradeRow {
  readonly overall: number | null;
  readonly at: number | null;
}

/** A table that only `publish` names; its columns stand in extra. */
export interface OtherRow {
  readonly table: string;
}

/** One effective row of a table snapshot that belongs to a learner, or its tombstone. Topic table-rows, key course/learner. */
export interface TableRowChanged {
  readonly courseId: string;
  /** Table id. */
  readonly learnerId: string;
  /** Time of the snapshot. */
  readonly version: number;
  /** Tombstone: the snapshot no longer holds this key; row is the last known. */
  readonly deleted: boolean;
  readonly row: { readonly ProgressRow: ProgressRow } | { readonly MembershipRow: MembershipRow } | { readonly QuestionRow: QuestionRow } | { readonly AnswerRow: AnswerRow } | { readonly ItemGradeRow: ItemGradeRow } | { readonly CourseGradeRow: CourseGradeRow } | { readonly OtherRow: OtherRow };
  /** Columns that `publish` lists beside those metrics need. */
  readonly extra: Readonly<Record<string, string>>;
}

export interface Events {
  readonly ClickObserved: ClickObserved;
  readonly ContentRowChanged: ContentRowChanged;
  readonly CourseCalibrated: CourseCalibrated;
  readonly CourseConfigured: CourseConfigured;
  readonly DeadLetterRetried: DeadLetterRetried;
  readonly DeadLetter: DeadLetter;
  readonly ExportIngested: ExportIngested;
  readonly LearnerSettingsChanged: LearnerSettingsChanged;
  readonly TableRowChanged: TableRowChanged;
}

export type EventName = keyof Events;

export const EVENT_FILES: Readonly<Record<EventName, string>> = {
  ClickObserved: 'click-observed.avsc',
  ContentRowChanged: 'content-row-changed.avsc',
  CourseCalibrated: 'course-calibrated.avsc',
  CourseConfigured: 'course-configured.avsc',
  DeadLetterRetried: 'dead-letter-retried.avsc',
  DeadLetter: 'dead-letter.avsc',
  ExportIngested: 'export-ingested.avsc',
  LearnerSettingsChanged: 'learner-settings-changed.avsc',
  TableRowChanged: 'table-row-changed.avsc',
};
