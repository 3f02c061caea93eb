/** Epoch microseconds, UTC; only the API itself speaks milliseconds. */
type Micros = number;

/** What an export covers. */
export type ExportScope =
  | { readonly kind: 'course'; readonly courseId: string }
  | { readonly kind: 'partner'; readonly partnerId: string }
  | { readonly kind: 'group'; readonly groupId: string };

export type ExportKind = 'tables' | 'clickstream' | 'gradebook';

/** `linked`: a learner has the same id in all tables; `isolated`: the forums have ids of their own. */
export type UserIdHashing = 'linked' | 'isolated';

/** Days `YYYY-MM-DD`, both included. */
export interface DayRange {
  readonly start: string;
  readonly end: string;
}

export const SCHEMA_NAMES = [
  'demographics',
  'users',
  'course_membership',
  'course_progress',
  'feedback',
  'assessments',
  'course_grades',
  'peer_assignments',
  'staff_graded_assignments',
  'discussions',
  'programming_assignments',
  'course_content',
  'ecb',
  'notebooks',
  'transactions',
] as const;

export type SchemaName = (typeof SCHEMA_NAMES)[number];

export interface ExportRequest {
  readonly kind: ExportKind;
  readonly scope: ExportScope;
  readonly hashing: UserIdHashing;
  /** Why the data is asked for; Coursera wants a sentence. */
  readonly purpose: string;
  /** Tables only. */
  readonly schemas?: readonly SchemaName[];
  /** Clickstream only; absent: the day before. */
  readonly interval?: DayRange;
  /** Makes the export anew though there is one of the same request. */
  readonly ignoreExisting?: boolean;
}

/** `unknown` stands for every status that this program does not know: a failure of that job. */
export type JobStatus = 'pending' | 'in-progress' | 'successful' | 'terminated' | 'unknown';

export interface ExportJob {
  readonly id: string;
  readonly status: JobStatus;
  /** As the server says it. */
  readonly statusText: string;
  /** Null for a kind that this program does not know. */
  readonly kind: ExportKind | null;
  readonly scope: ExportScope | null;
  readonly hashing: UserIdHashing | null;
  readonly schemas: readonly string[] | null;
  readonly interval: DayRange | null;
  /** Tables only, and only when successful; expires, and needs no token. Never to be logged. */
  readonly downloadLink: string | null;
  readonly createdAt: Micros | null;
  readonly startedAt: Micros | null;
  readonly completedAt: Micros | null;
  /** What moment a tables export shows. */
  readonly snapshotAt: Micros | null;
}

/** The part of Coursera's export API (version 2) that is needed here; exports.md, "Export API". */
export interface ExportApi {
  /**
   * Asks for an export. Where the answer is lost (no answer, 5xx), the newest jobs are looked through before it is
   * asked for again, so that one call makes at most one job.
   *
   * @param isKnown tells ids of jobs that were asked for before and are therefore not this one
   * @throws ExportApiError
   */
  request(request: ExportRequest, isKnown?: (id: string) => boolean): Promise<ExportJob>;
  /** @throws ExportApiError; `EXPORT_API_NOT_FOUND` for an id nobody knows */
  job(id: string): Promise<ExportJob>;
  /** The newest 100 of the account. */
  jobs(): Promise<readonly ExportJob[]>;
  /** Links to the files of the days, all days without a range; none where there is no data. Never to be logged. */
  clickstreamLinks(scope: ExportScope, days?: DayRange): Promise<readonly string[]>;
  /** @throws ExportApiError `EXPORT_API_NOT_FOUND` for a slug nobody knows */
  courseId(slug: string): Promise<string>;
  courseSlug(courseId: string): Promise<string>;
}

/** Whether a job is what a request asks for, by all that an answer tells. */
export function answersRequest(job: ExportJob, request: ExportRequest): boolean {
  const { kind, scope, hashing, schemas, interval } = request;
  if (job.kind !== kind || job.hashing !== hashing || !isSameScope(job.scope, scope)) return false;
  if (kind === 'tables' && schemas !== undefined && job.schemas !== null) {
    if ([...schemas].sort().join() !== [...job.schemas].sort().join()) return false;
  }
  if (kind !== 'clickstream' || interval === undefined) return true;
  return job.interval?.start === interval.start && job.interval.end === interval.end;
}

function isSameScope(a: ExportScope | null, b: ExportScope): boolean {
  return a !== null && scopeText(a) === scopeText(b);
}

/** As the API writes a scope in a query: `courseContext~ID`. */
export function scopeText(scope: ExportScope): string {
  switch (scope.kind) {
    case 'course':
      return `courseContext~${scope.courseId}`;
    case 'partner':
      return `partnerContext~${scope.partnerId}`;
    case 'group':
      return `groupContext~${scope.groupId}`;
  }
}
