import type { Clock } from '@learning-tracker/runtime';
import type { FaultRules } from './faults/faults.ts';
import type { KnownCourse } from './folder/known-courses.ts';

export interface ExportServerOptions {
  /**
   * Table zips and clickstream files, at any depth; looked at anew for each answer. A folder named like a course's
   * id or slug holds that course's files; without one, all files are every course's.
   */
  readonly exportsFolder: string;
  /** Default: those of a `course.json` in the folder, else of the table `courses` in the newest zip, else any id. */
  readonly courses?: readonly KnownCourse[] | undefined;
  readonly clock?: Clock;
  /** 0 ≤ x < 1; decides about faults that have a chance. */
  readonly random?: () => number;
  /** A bearer token that is accepted without a login. */
  readonly token?: string;
  /** From a request until its export is ready (default 2,000). */
  readonly latencyMs?: number;
  /** Default 3,600,000. */
  readonly linkLifetimeMs?: number;
  /** Default 1,800,000. */
  readonly tokenLifetimeMs?: number;
  /** Most requests of one scope within a day (default 100). */
  readonly requestsPerDay?: number;
  /** How long a request counts as recent, so that an identical one makes no second job (default 3,600,000). */
  readonly recentMs?: number;
  /** What an identical recent request gets (default: the job there is). */
  readonly identical?: 'existing' | 'refused';
  /** Give links only for days that a successful clickstream job covers (default: for all there are). */
  readonly linksNeedJob?: boolean;
  readonly faults?: FaultRules;
}
