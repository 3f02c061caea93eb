import type { Downloader, ExportApi } from '@learning-tracker/coursera';
import type { Clock, CourseConfig, Logger, Scheduler } from '@learning-tracker/runtime';
import type { Ledger } from '../ledger/index.ts';
import type { Order } from './order.ts';

export interface ExportCycleOptions {
  /** Sent with each request (`statementOfPurpose`). */
  readonly purpose: string;
  /** Most jobs at the API that are being worked on (default 20). */
  readonly maxOpenJobs: number;
  /** How often an order is asked for in all before it is given up (default 3). */
  readonly maxAttempts: number;
  /** Most days of clickstream in one job (default 28). */
  readonly rangeDays: number;
  /** How many days back it is looked whether a day's file has grown since it came (default 7). */
  readonly lookBackDays: number;
  /** After so long a job counts as one that never becomes ready (default 20 hours). */
  readonly jobPatienceMs: number;
  /** How long one run goes on polling (default 50 minutes). */
  readonly runPatienceMs: number;
  /** First and longest pause between two polls of a job (default 15 seconds and 5 minutes). */
  readonly firstPollMs: number;
  readonly longestPollMs: number;
  /** Removes files once they are published (default: they are kept). */
  readonly deletePublished: boolean;
}

export const DEFAULT_CYCLE_OPTIONS: ExportCycleOptions = {
  purpose: 'Engagement metrics for the learners of the course',
  maxOpenJobs: 20,
  maxAttempts: 3,
  rangeDays: 28,
  lookBackDays: 7,
  jobPatienceMs: 20 * 3_600_000,
  runPatienceMs: 50 * 60_000,
  firstPollMs: 15_000,
  longestPollMs: 300_000,
  deletePublished: false,
};

/** How far the download of a file is. */
export interface DownloadNews {
  readonly name: string;
  readonly path: string;
  readonly state: 'begun' | 'going' | 'done' | 'failed';
  readonly bytes: number;
  /** Null where the server does not say. */
  readonly total: number | null;
}

export interface ExportCycleDeps {
  readonly api: ExportApi;
  readonly downloader: Downloader;
  readonly courses: readonly CourseConfig[];
  /** Where files go; the source of the fetcher that publishes them. */
  readonly folder: string;
  /** The ledger of that fetcher. */
  readonly ledgerPath: string;
  readonly clock: Clock;
  readonly scheduler: Scheduler;
  readonly logger: Pick<Logger, 'info' | 'warn' | 'error'>;
  /** Publishes what lies in the folder. */
  publish(): Promise<unknown>;
  readonly options?: Partial<ExportCycleOptions>;
  /** Whether this process may work at present; where not, a run ends before its next step. Default: always. */
  mayWork?(): boolean;
  /** Told when a job is asked for, is ready, or has failed with a code of docs/errors.md. */
  onJob?(kind: Order['kind'], outcome: string): void;
  /** Told as often as bytes come. */
  onDownload?(news: DownloadNews): void;
  /** Called before each step that a crash could part from the one before; what it throws ends the run. */
  onStep?(step: string): void;
}

/** What the steps of the cycle work with. */
export interface CycleWork {
  readonly deps: ExportCycleDeps;
  readonly options: ExportCycleOptions;
  readonly ledger: Ledger;
  step(name: string): void;
  /** Notes the new state of an order. */
  put(order: Order): void;
}
