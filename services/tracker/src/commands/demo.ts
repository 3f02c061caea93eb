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
import { createProgress } from '../output/progress.ts';
import { arrivalsOf } from '../synthetic/arrivals.ts';
import { createDelivery } from '../synthetic/delivery.ts';
import { livelyLearner } from '../synthetic/lively-learner.ts';
import { COURSE_IS_OVER, pageInvitation } from '../synthetic/page-address.ts';

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
 * A synthetic course, lived through day by day on an accelerated clock: its past goes through the whole engine,
 * then every few seconds another day's export arrives, until stopped.
 */
export async function demo(options: DemoOptions, logger: Logger): Promise<void> {
  const exportsFolder = join(options.folder, 'exports');
  const dataPath = join(options.folder, 'data.sqlite');
  await rm(options.folder, { recursive: true, force: true });
  await mkdir(options.folder, { recursive: true });
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
  const delivery = createDelivery({
    course,
    arrivals,
    folder: exportsFolder,
    scheduler: systemScheduler,
    signal: lifecycle.signal,
    onDelivered: (days) => {
      if (days <= arrivals.past.length)
        progress.update(days, arrivals.past.length, 'days of the course generated');
    },
  });
  await delivery.past();
  progress.stop();

  const filling = createProgress();
  const engine = await startEngine({
    dataPath,
    courses,
    exportsFolder,
    logger,
    telemetry,
    onFetchProgress: ({ filesDone, filesTotal, file, rowsPublished }) =>
      filling.update(filesDone, filesTotal, `${file}, ${rowsPublished} records`),
  });
  lifecycle.onStop('engine', () => engine.stop());
  await engine.fetcher.runOnce();
  await engine.caughtUp();
  await engine.calibration.runDue();
  await engine.caughtUp();
  filling.stop();

  const tokenSecret = randomBytes(32).toString('hex');
  const serving = {
    engine,
    host: options.host,
    port: options.port,
    clock: systemClock,
    logger,
    telemetry,
    lifecycle,
    tokenSecret,
  };
  const url = await serve(serving);
  keepGoing({ ...serving, intervalMs: 1_000 });
  const [config] = courses;
  const address = {
    url: url.replace('127.0.0.1', 'localhost'),
    secret: tokenSecret,
    courseId: config?.courseId ?? '',
    learner: livelyLearner(course, arrivals.opensAt),
  };
  process.stdout.write(await pageInvitation(address, options.daySeconds));
  if (await delivery.coming(options.daySeconds)) process.stdout.write(COURSE_IS_OVER);
}
