/** How a course is followed: the part of `course.json` that figures depend on (docs/course-config.md). */
export interface CourseSettings {
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
  readonly profile: ProfileName;
}

export type ProfileName = 'standard' | 'lak21';

/** What must be known of the whole course, beside its content, to tell "no figure" from zero. */
export interface CourseCensus {
  /** Some forum table (questions or answers) was delivered. */
  readonly forumDelivered: boolean;
  /** Somebody posted. */
  readonly hasPosts: boolean;
  /** Some poster is a member of a session of the course; false with posts means isolated hashing. */
  readonly postersAreMembers: boolean;
  /** `course_grades` holds a row for somebody. */
  readonly hasCourseGrades: boolean;
}
