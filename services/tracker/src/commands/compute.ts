import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FetchReport } from '@learning-tracker/fetcher';
import type { Micros, ProfileName } from '@learning-tracker/metrics';
import { type Logger, messageOf, TrackerError } from '@learning-tracker/runtime';
import { type FileOptions, fileReading, readCourses } from '../cli/options.ts';
import { type Engine, startEngine } from '../engine/engine.ts';
import { figuresOfCourse, readingOf } from '../engine/learners.ts';
import { TRACKER_ERRORS } from '../errors.ts';
import { reportProblems } from '../output/fetch-report.ts';
import { printedFigures } from '../output/figures-json.ts';
import { type Put, putObject, writeOutput } from '../output/json-writer.ts';
import { createProgress } from '../output/progress.ts';

export interface ComputeOptions extends FileOptions {
  readonly config: string;
  readonly exports: string;
  readonly profile?: ProfileName;
  readonly asOf?: Micros;
  readonly out?: string;
  /** Exit 1 when any file failed or any row was dead. */
  readonly strict?: boolean;
}

/**
 * The real engine on a temporary store: export folder in, figures of every learner out, as JSON.
 *
 * @returns the exit code
 */
export async function compute(options: ComputeOptions, logger: Logger): Promise<number> {
  const courses = await readCourses(options.config);
  await requireFolder(options.exports);
  return withTemporaryEngine(options, courses, logger, async (engine, report) => {
    if (report.files.length === 0) {
      throw new TrackerError(
        'NO_EXPORTS',
        `no export files below ${options.exports}`,
        TRACKER_ERRORS.NO_EXPORTS,
      );
    }
    const problems = reportProblems(report, (line) => process.stderr.write(`${line}\n`));
    await writeOutput(options.out, async (put) => {
      const [only, ...others] = courses;
      if (only !== undefined && others.length === 0) await putCourse(engine, only.courseId, options, put);
      else
        await putCourses(
          engine,
          courses.map(({ courseId }) => courseId),
          options,
          put,
        );
      await put('\n');
    });
    return options.strict === true && problems > 0 ? 1 : 0;
  });
}

/** Ingests all exports into a temporary file, calibrates, hands over the engine, and removes everything at the end. */
export async function withTemporaryEngine<T>(
  options: Pick<ComputeOptions, 'exports' | 'asOf' | keyof FileOptions>,
  courses: Awaited<ReturnType<typeof readCourses>>,
  logger: Logger,
  use: (engine: Engine, report: FetchReport) => Promise<T>,
): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'learning-tracker-'));
  const progress = createProgress();
  const remove = () => rm(folder, { recursive: true, force: true });
  const interrupted = (signal: NodeJS.Signals) => {
    progress.stop();
    void remove().then(() => process.exit(signal === 'SIGINT' ? 130 : 143));
  };
  process.once('SIGINT', interrupted);
  process.once('SIGTERM', interrupted);
  try {
    const engine = await startEngine({
      dataPath: join(folder, 'data.sqlite'),
      courses,
      exportsFolder: options.exports,
      logger,
      asOf: options.asOf,
      ...fileReading(options),
      onFetchProgress: ({ filesDone, filesTotal, file }) => progress.update(filesDone, filesTotal, file),
    });
    try {
      const report = await engine.fetcher.runOnce();
      await engine.caughtUp();
      await engine.calibration.runDue(true);
      await engine.caughtUp();
      progress.stop();
      return await use(engine, report);
    } finally {
      await engine.stop();
    }
  } finally {
    progress.stop();
    process.off('SIGINT', interrupted);
    process.off('SIGTERM', interrupted);
    await remove();
  }
}

async function putCourse(engine: Engine, courseId: string, options: ComputeOptions, put: Put): Promise<void> {
  await putObject(put, learnersOf(engine, courseId, options));
}

async function putCourses(
  engine: Engine,
  courseIds: readonly string[],
  options: ComputeOptions,
  put: Put,
): Promise<void> {
  let separator = '{\n';
  for (const courseId of courseIds) {
    await put(`${separator}${JSON.stringify(courseId)}: `);
    await putCourse(engine, courseId, options, put);
    separator = ',\n';
  }
  await put('\n}');
}

async function* learnersOf(
  engine: Engine,
  courseId: string,
  options: ComputeOptions,
): AsyncGenerator<readonly [string, unknown]> {
  const course = await engine.courses.course(courseId);
  if (course === null) return;
  const reading = readingOf(course, options);
  for await (const { learnerId, figures } of figuresOfCourse(engine.store, courseId, reading)) {
    yield [learnerId, printedFigures(figures, reading.profile)];
  }
}

export async function requireFolder(path: string): Promise<void> {
  try {
    if ((await stat(path)).isDirectory()) return;
  } catch (error) {
    throw new TrackerError('INPUT_UNREADABLE', messageOf(error), TRACKER_ERRORS.INPUT_UNREADABLE, error);
  }
  throw new TrackerError('INPUT_UNREADABLE', `${path} is not a folder`, TRACKER_ERRORS.INPUT_UNREADABLE);
}
