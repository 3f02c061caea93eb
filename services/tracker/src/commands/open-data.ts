import { existsSync } from 'node:fs';
import { EMBEDDED_PARTITIONS } from '@learning-tracker/deployment';
import { type Logger, TrackerError } from '@learning-tracker/runtime';
import {
  type AggregateStore,
  type CourseReader,
  createCourseReader,
  createEmbeddedStore,
} from '@learning-tracker/storage';
import { readCourses } from '../cli/options.ts';
import { TRACKER_ERRORS } from '../errors.ts';
import { requireFolder, withTemporaryEngine } from './compute.ts';

/** Where a reading command takes its values from: the file of a run, or an export folder computed for the purpose. */
export interface DataOptions {
  readonly data?: string;
  readonly config?: string;
  readonly exports?: string;
}

export interface OpenData {
  readonly store: AggregateStore;
  readonly courses: CourseReader;
}

/** @throws TrackerError INPUT_UNREADABLE; opening would make a missing file */
export function requireDataFile(path: string): void {
  if (existsSync(path)) return;
  throw new TrackerError('INPUT_UNREADABLE', `${path} does not exist`, TRACKER_ERRORS.INPUT_UNREADABLE);
}

/** @throws TrackerError USAGE where neither kind of source is named, INPUT_UNREADABLE */
export async function withData<T>(
  options: DataOptions,
  logger: Logger,
  use: (data: OpenData) => Promise<T>,
): Promise<T> {
  if (options.data !== undefined) {
    requireDataFile(options.data);
    const store = createEmbeddedStore({ path: options.data, partitions: EMBEDDED_PARTITIONS });
    try {
      return await use({ store, courses: createCourseReader(store) });
    } finally {
      await store.close();
    }
  }
  if (options.config === undefined || options.exports === undefined) {
    throw new TrackerError(
      'USAGE',
      'give --data FILE, or --config FILE and --exports DIR',
      TRACKER_ERRORS.USAGE,
    );
  }
  await requireFolder(options.exports);
  const courses = await readCourses(options.config);
  return withTemporaryEngine({ exports: options.exports }, courses, logger, (engine) => use(engine));
}
