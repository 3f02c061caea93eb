import { readFileSync } from 'node:fs';
import { type CourseConfig, messageOf, parseCourseConfigs, variable } from '@learning-tracker/runtime';
import { z } from 'zod';
import { MOST_WORKERS } from './clicks/reading/create-click-reader.ts';

/** Reads the file that is named, so that what is wrong in it is listed with what is wrong in the environment. */
const courses = z.string().transform((path, context): readonly CourseConfig[] => {
  try {
    return parseCourseConfigs(readFileSync(path, 'utf8'), path);
  } catch (error) {
    context.addIssue({ code: 'custom', message: messageOf(error) });
    return z.NEVER;
  }
});

/** Environment variables of the fetcher's own. */
export const fetcherEnvironment = {
  courses: variable('FETCHER_COURSES_FILE', courses, 'course.json: one course or an array of them'),
  exportsFolder: variable('FETCHER_EXPORTS_DIR', z.string(), 'folder where exports arrive, at any depth'),
  ledgerFile: variable(
    'FETCHER_LEDGER_FILE',
    z.string(),
    'SQLite file of what has been published, made if missing; the same for all fetchers, on a local disk',
  ),
  workers: variable(
    'FETCHER_WORKERS',
    z.literal('auto').or(z.coerce.number().int().min(0).max(MOST_WORKERS)).default('auto'),
    'threads that read clickstream files, one file each; 0: in the main one; auto: the cores but one, 1 to 4',
  ),
  lookIntervalMs: variable(
    'FETCHER_LOOK_INTERVAL_MS',
    z.coerce.number().int().min(100).max(86_400_000).default(5_000),
    'pause between two looks at the folder, in milliseconds',
  ),
} as const;
