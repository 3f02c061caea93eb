import { randomBytes } from 'node:crypto';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { linkPath, signToken } from '@learning-tracker/gateway';
import {
  collectProcessTelemetry,
  createLifecycle,
  createTelemetry,
  type Logger,
  parseCourseConfigs,
  pauseFor,
  systemClock,
  systemScheduler,
} from '@learning-tracker/runtime';
import { createSyntheticCourse, type SyntheticCourse } from '@learning-tracker/synthetic-course';
import { startEngine } from '../engine/engine.ts';
import { keepGoing, serve } from '../engine/serve.ts';
import { createProgress } from '../output/progress.ts';
import { livelyLearner } from './lively-learner.ts';

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

/** The link of a demonstration, whose secret ends with it anyway. */
const LINK_LASTS_SECONDS = 7 * 24 * 3600;

/** How much of the course lies in the past when the page opens. */
const PAST_SHARE = 0.35;

/**
 * A synthetic course, lived through day by day on an accelerated clock: its past goes through the whole engine,
 * then every few seconds another day's export arrives, until stopped.
 */
export async function demo(options: DemoOptions, logger: Logger): Promise<void> {
  const exportsFolder = join(options.folder, 'exports');
  const dataPath = join(options.folder, 'data.sqlite');
  await rm(options.folder, { recursive: true, force: true });
  await mkdir(join(exportsFolder, 'clickstream'), { recursive: true });
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
  const opensAt = openingOf(course);
  const past = arrivals.filter(({ at }) => at <= opensAt).length;
  const pastDays = arrivals.slice(0, past);
  let written = 0;
  for (const day of pastDays) {
    await deliver(course, exportsFolder, day, written === pastDays.length - 1);
    written += 1;
    progress.update(written, pastDays.length, 'days of the course generated');
  }
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
  const learner = livelyLearner(course, opensAt);
  const [config] = courses;
  const link = await signToken(
    { role: 'learner', sub: learner, idKind: 'table', course: config?.courseId ?? '' },
    { secret: tokenSecret, nowMs: systemClock.now() / 1000, ttlSeconds: LINK_LASTS_SECONDS },
  );
  process.stdout.write(
    `\nA learner worth looking at (a day of the course every ${options.daySeconds} seconds; Ctrl-C ends):\n` +
      `${url.replace('127.0.0.1', 'localhost')}${linkPath(link)}\n`,
  );
  for (const day of arrivals.slice(past)) {
    await pauseFor(options.daySeconds * 1000, systemScheduler, lifecycle.signal).catch(() => undefined);
    if (lifecycle.signal.aborted) return;
    await deliver(course, exportsFolder, day, true);
  }
  if (!lifecycle.signal.aborted) process.stdout.write('The course is over; its values stay as they are.\n');
}

/** RFC 3339; all times of a synthetic course have one form, so they compare as text. */
function openingOf(course: SyntheticCourse): string {
  const startsAt = Date.parse(course.startsAt[0] ?? course.halfwayAt);
  return new Date(startsAt + PAST_SHARE * (Date.parse(course.endsAt) - startsAt)).toISOString();
}

/** What arrives on one day: clickstream files, and a table snapshot taken when they come. */
interface Arrival {
  readonly at: string;
  readonly deliveries: SyntheticCourse['deliveries'];
}

function arrivalsOf(course: SyntheticCourse): Arrival[] {
  const byTime = new Map<string, SyntheticCourse['deliveries'][number][]>();
  for (const delivery of course.deliveries) {
    byTime.set(delivery.at, [...(byTime.get(delivery.at) ?? []), delivery]);
  }
  return [...byTime].map(([at, deliveries]) => ({ at, deliveries }));
}

/** A folder source takes a file once it is whole, so files may simply be written where it looks. */
async function deliver(
  course: SyntheticCourse,
  folder: string,
  arrival: Arrival,
  tables: boolean,
): Promise<void> {
  for (const { day, edition } of arrival.deliveries)
    await course.writeDay(join(folder, 'clickstream'), day, edition);
  if (tables) await course.writeTables(folder, arrival.at);
}
