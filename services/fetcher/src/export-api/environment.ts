import { exportApiEnvironment, exportApiProblems, isExportApiGiven } from '@learning-tracker/coursera';
import { type EnvironmentOf, messageOf, timeZone, variable } from '@learning-tracker/runtime';
import { Cron } from 'croner';
import { z } from 'zod';
import { DEFAULT_CYCLE_OPTIONS, type ExportCycleOptions } from './deps.ts';
import { DEFAULT_SCHEDULE } from './schedule.ts';

const schedule = z.string().superRefine((pattern, context) => {
  try {
    new Cron(pattern, { paused: true });
  } catch (error) {
    context.addIssue({ code: 'custom', message: messageOf(error) });
  }
});

const count = (most: number) => z.coerce.number().int().min(1).max(most);

/** Environment variables of a fetcher that follows the export API. Without a login it follows its folder only. */
export const exportCycleEnvironment = {
  ...exportApiEnvironment,
  schedule: variable(
    'FETCHER_SCHEDULE',
    schedule.default(DEFAULT_SCHEDULE),
    'cron expression: when the export API is asked, beside at the start',
  ),
  timeZone: variable('FETCHER_TIME_ZONE', timeZone.default('UTC'), 'time zone of that schedule'),
  maxOpenJobs: variable(
    'FETCHER_OPEN_JOBS',
    count(1_000).default(DEFAULT_CYCLE_OPTIONS.maxOpenJobs),
    'most jobs at the export API that are being worked on',
  ),
  maxAttempts: variable(
    'FETCHER_ATTEMPTS',
    count(100).default(DEFAULT_CYCLE_OPTIONS.maxAttempts),
    'how often an export that fails is asked for in all, once a day',
  ),
  pollIntervalMs: variable(
    'FETCHER_POLL_INTERVAL_MS',
    z.coerce.number().int().min(100).max(3_600_000).default(DEFAULT_CYCLE_OPTIONS.firstPollMs),
    'pause before a job is first asked about, in milliseconds; later ones grow',
  ),
  downloadsAtOnce: variable('FETCHER_DOWNLOADS', count(64).default(2), 'files that are downloaded at once'),
  keepFiles: variable(
    'FETCHER_KEEP_FILES',
    z.stringbool().default(!DEFAULT_CYCLE_OPTIONS.deletePublished),
    'whether downloaded files are kept once they are published',
  ),
  purpose: variable(
    'FETCHER_PURPOSE',
    z.string().default(DEFAULT_CYCLE_OPTIONS.purpose),
    'why the data is asked for: the statement that Coursera wants',
  ),
} as const;

export type ExportCycleValues = EnvironmentOf<typeof exportCycleEnvironment>;

/** What is wrong between variables; a check for `parseEnvironment`. */
export function exportCycleProblems(values: Partial<ExportCycleValues>): readonly string[] {
  return exportApiProblems(values);
}

/** Whether the environment says how to log in, and so that the export API is to be followed. */
export function followsExportApi(values: ExportCycleValues): boolean {
  return isExportApiGiven(values);
}

export function cycleOptionsOf(values: ExportCycleValues): Partial<ExportCycleOptions> {
  const { maxOpenJobs, maxAttempts, pollIntervalMs, keepFiles, purpose } = values;
  return {
    maxOpenJobs,
    maxAttempts,
    purpose,
    firstPollMs: pollIntervalMs,
    longestPollMs: Math.max(pollIntervalMs, DEFAULT_CYCLE_OPTIONS.longestPollMs),
    deletePublished: !keepFiles,
  };
}
