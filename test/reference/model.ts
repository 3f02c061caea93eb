/**
 * The input and output of the naive reference: a whole course as plain rows, and the figures of its learners.
 * All times are integer epoch microseconds, UTC. Rows are effective rows (one for each key of the export),
 * except progress rows and clicks, which stand as often as they count.
 */
export interface ReferenceCourse {
  readonly config: ReferenceConfig;
  /** Decides `dueSoFar` only: facts later than it are not dropped here. */
  readonly asOf: number;
  /** `branchId` null: a row of `course_items`, else of `course_branch_items`; lessons and modules alike. */
  readonly items: readonly ReferenceItem[];
  readonly lessons: readonly ReferenceLesson[];
  readonly modules: readonly ReferenceModule[];
  readonly itemTypes: readonly ReferenceItemType[];
  readonly sessions: readonly ReferenceSession[];
  readonly memberships: readonly ReferenceMembership[];
  /** State 1 = started, 2 = completed, others count for presence. A repeated row stands repeatedly. */
  readonly progress: readonly ReferenceProgress[];
  /** Overall grades 0 to 1; null where the row has none. */
  readonly itemGrades: readonly ReferenceItemGrade[];
  readonly courseGrades: readonly ReferenceCourseGrade[];
  readonly questions: readonly ReferenceQuestion[];
  readonly answers: readonly ReferenceAnswer[];
  /** True when a forum table was ever delivered, be it without a row. */
  readonly forumDelivered: boolean;
  /** Distinct elements by identity and occurrence: a row that counts twice stands twice. */
  readonly clicks: readonly ReferenceClick[];
}

export interface ReferenceConfig {
  readonly courseId: string;
  readonly sessions?: readonly string[] | undefined;
  readonly previousSessions?: readonly string[] | undefined;
  readonly previousCohortMaxima?:
    | { readonly metric_2?: number | undefined; readonly metric_4?: number | undefined }
    | undefined;
  readonly earlyActivityLimit: 'none' | 'learner_enrollment' | 'cohort_enrollment';
  readonly gradeWeights?: Readonly<Record<string, number>> | undefined;
  readonly gradedItemTypes?: readonly string[] | undefined;
  readonly excludeOptionalItems: boolean;
}

export interface ReferenceItem {
  readonly itemId: string;
  readonly branchId: string | null;
  readonly lessonId: string | null;
  readonly typeId: string | null;
  readonly optional: boolean;
}

export interface ReferenceLesson {
  readonly lessonId: string;
  readonly branchId: string | null;
  readonly moduleId: string | null;
}

export interface ReferenceModule {
  readonly moduleId: string;
  readonly branchId: string | null;
  readonly order: number | null;
}

export interface ReferenceItemType {
  readonly typeId: string;
  readonly description: string;
  readonly graded: boolean;
  /** The fifth column of `course_item_types`, whatever its name. */
  readonly atomTypeId: string | null;
}

export interface ReferenceSession {
  readonly sessionId: string;
  readonly startAt: number;
  readonly endAt: number | null;
  readonly branchId: string | null;
}

export interface ReferenceMembership {
  readonly sessionId: string;
  readonly learnerId: string;
  readonly startAt: number;
}

export interface ReferenceProgress {
  readonly learnerId: string;
  readonly itemId: string;
  readonly state: number;
  readonly at: number;
}

export interface ReferenceItemGrade {
  readonly learnerId: string;
  readonly itemId: string;
  readonly grade: number | null;
}

export interface ReferenceCourseGrade {
  readonly learnerId: string;
  readonly overall: number | null;
}

export interface ReferenceQuestion {
  readonly learnerId: string;
  readonly questionId: string;
  readonly at: number;
}

export interface ReferenceAnswer {
  readonly learnerId: string;
  readonly answerId: string;
  readonly questionId: string;
  readonly at: number;
}

export interface ReferenceClick {
  readonly learnerId: string;
  readonly kind: 'access' | 'video';
  readonly at: number;
  readonly url: string;
}

/**
 * One metric of one learner. Under `lak21` only `value`, `absolute` and `scaled` are filled: the study has no
 * others, and a figure it does not give is 0, null, 0.
 */
export interface ReferenceFigure {
  readonly value: number | null;
  readonly absolute: number | null;
  readonly total: number | null;
  readonly scaled: number | null;
  readonly raw: number | null;
  readonly reason: ReferenceReason | null;
  readonly dueSoFar: number | null;
}

export type ReferenceReason = 'no_data' | 'no_calibration' | 'not_joinable' | 'no_items';
export type ReferenceProfile = 'standard' | 'lak21';
export type ReferenceMetricId = (typeof REFERENCE_METRIC_IDS)[number];
export type ReferenceFigures = Record<ReferenceMetricId, ReferenceFigure>;

export const REFERENCE_METRIC_IDS = [
  'metric_1',
  'metric_2',
  'metric_3',
  'metric_4',
  'metric_5',
  'metric_6',
  'metric_7',
  'metric_8',
  'metric_9',
  'metric_10',
  'metric_11',
  'metric_12',
] as const;
