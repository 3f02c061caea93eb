import { randomBytes } from 'node:crypto';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  collectProcessTelemetry,
  createLifecycle,
  createTelemetry,
  type Logger,
  parseCourseConfigs,
  systemClock,
  systemScheduler,
} from '@learning-tracker/runtime';
import { createSyntheticCourse } from '@learning-tracker/synthetic-course';
import { startEngine } from '../engine/engine.ts';
import { keepGoing, serve } from '../engine/serve.ts';
import { createFileProgress } from '../output/download-progress.ts';
import { createProgress } from '../output/progress.ts';
import { arrivalsOf } from '../synthetic/arrivals.ts';
import { createCourseClock } from '../synthetic/course-clock.ts';
import { createDelivery } from '../synthetic/delivery.ts';
import { appendEarlierChoices } from '../synthetic/earlier-choices.ts';
import { type FetchedCourse, startFetchedCourse } from '../synthetic/fetched-course.ts';
import { livelyLearner } from '../synthetic/lively-learner.ts';
import { COURSE_IS_OVER, LINK_LASTS_SECONDS, pageInvitation } from '../synthetic/page-address.ts';

export interface DemoOptions {
  readonly folder: string;
  readonly seed: number;
  readonly learners: number;
  readonly weeks: number;
  readonly host: string;
  readonly port: number;
  /** Real seconds that a day of the course takes. */
  readonly daySeconds: number;
}

/**
 * A synthetic course, lived through day by day on an accelerated clock: a stub of the export API holds its past, which is
 * fetched from there and goes through the whole engine; then every few seconds another day's export is there to be
 * fetched, until stopped.
 */
export async function demo(options: DemoOptions, logger: Logger): Promise<void> {
  const served = join(options.folder, 'coursera');
  const exportsFolder = join(options.folder, 'exports');
  const dataPath = join(options.folder, 'data.sqlite');
  await rm(options.folder, { recursive: true, force: true });
  await mkdir(exportsFolder, { recursive: true, mode: 0o700 });
  const course = createSyntheticCourse(options);
  const configText = JSON.stringify(course.config);
  await writeFile(join(options.folder, 'course.json'), configText);
  const courses = parseCourseConfigs(configText, 'course.json');

  const lifecycle = createLifecycle({ logger, exit: (code) => process.exit(code), signals: process });
  const telemetry = createTelemetry();
  collectProcessTelemetry(telemetry);
  const progress = createProgress();
  lifecycle.onStop('progress', () => progress.stop());

  const arrivals = arrivalsOf(course);
  // What the services think it is: so that the course's Sundays come, and its weeks open.
  const clock = createCourseClock(arrivals.opensAt, systemClock);
  let fetched: FetchedCourse | null = null;
  const delivery = createDelivery({
    course,
    arrivals,
    folder: served,
    scheduler: systemScheduler,
    signal: lifecycle.signal,
    onDelivered: async (days) => {
      const { past, coming } = arrivals;
      if (days <= past.length) progress.update(days, past.length, 'days of the course generated');
      const today = coming[days - past.length - 1];
      if (today === undefined) return;
      clock.moveTo(today.at);
      await fetched?.fetchAt(today.at);
      await engine.rollover.look();
    },
  });
  await delivery.past();
  progress.stop();

  const fetching = createFileProgress();
  const filling = createProgress();
  const engine = await startEngine({
    dataPath,
    courses,
    exportsFolder,
    clock,
    logger,
    telemetry,
    onFetchProgress({ filesDone, filesTotal, file, rowsPublished }) {
      fetching.stop();
      filling.update(filesDone, filesTotal, `${file}, ${rowsPublished} records`);
    },
  });
  lifecycle.onStop('engine', () => engine.stop());
  fetched = await startFetchedCourse({
    engine,
    courses,
    served,
    downloads: exportsFolder,
    dataPath,
    logger,
    telemetry,
    lifecycle,
    onDownload: fetching.tell,
  });
  const [config] = courses;
  const courseId = config?.courseId ?? '';
  const learner = livelyLearner(course, arrivals.opensAt);
  await fetched.fetchAt(arrivals.opensAt);
  await appendEarlierChoices({
    ...{ engine, course, courseId, seed: options.seed, except: learner },
    opensAt: clock.now(),
  });
  await engine.caughtUp();
  await engine.calibration.runDue();
  await engine.caughtUp();
  filling.stop();

  const tokenSecret = randomBytes(32).toString('hex');
  const serving = {
    engine,
    host: options.host,
    port: options.port,
    clock,
    logger,
    telemetry,
    lifecycle,
    tokenSecret,
    vaultKey: randomBytes(32).toString('hex'),
  };
  const url = await serve(serving);
  keepGoing({ ...serving, intervalMs: 1_000 });
  const address = {
    url: url.replace('127.0.0.1', 'localhost'),
    secret: tokenSecret,
    courseId,
    learner,
    clock,
    lastsSeconds: secondsBetween(arrivals.opensAt, course.endsAt) + LINK_LASTS_SECONDS,
  };
  process.stdout.write(await pageInvitation(address, options.daySeconds));
  if (await delivery.coming(options.daySeconds)) process.stdout.write(COURSE_IS_OVER);
}

function secondsBetween(from: string, to: string): number {
  return Math.ceil((Date.parse(to) - Date.parse(from)) / 1000);
}
