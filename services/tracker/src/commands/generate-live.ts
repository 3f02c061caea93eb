import { mkdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  createLifecycle,
  type Logger,
  parseCourseConfigs,
  systemClock,
  systemScheduler,
} from '@learning-tracker/runtime';
import { createSyntheticCourse, type SyntheticCourseOptions } from '@learning-tracker/synthetic-course';
import { createProgress } from '../output/progress.ts';
import { arrivalsOf } from '../synthetic/arrivals.ts';
import { createDeliveredCount } from '../synthetic/delivered-count.ts';
import { createDelivery } from '../synthetic/delivery.ts';
import { livelyLearner } from '../synthetic/lively-learner.ts';
import { COURSE_IS_OVER, LINK_LASTS_SECONDS, pageInvitation } from '../synthetic/page-address.ts';

export interface GenerateLiveOptions extends SyntheticCourseOptions {
  readonly out: string;
  /** Real seconds that a day of the course takes. */
  readonly daySeconds: number;
  /** Where the gateway that will show the course is reached. */
  readonly url: string;
  /** Secret of the gateway's tokens; without it the address that is printed has a gap. */
  readonly tokenSecret?: string;
}

/**
 * Lets a synthetic course arrive in a folder as it would from Coursera, for services that watch the folder: its past
 * at once, then course.json (so whoever waits for that finds the past whole), then a day every few seconds until the
 * course is over. Started again over the same folder it goes on where it was.
 *
 * @returns the exit code, of a course that is over
 * @throws TrackerError `DELIVERY_MIXED` for a folder with another course
 */
export async function generateLive(options: GenerateLiveOptions, logger: Logger): Promise<number> {
  const { out, daySeconds, url, tokenSecret } = options;
  const lifecycle = createLifecycle({ logger, exit: (code) => process.exit(code), signals: process });
  const progress = createProgress();
  lifecycle.onStop('progress', () => progress.stop());
  await mkdir(out, { recursive: true });
  const course = createSyntheticCourse(options);
  const arrivals = arrivalsOf(course);
  const count = createDeliveredCount(out, options);
  const delivery = createDelivery({
    course,
    arrivals,
    folder: out,
    scheduler: systemScheduler,
    signal: lifecycle.signal,
    delivered: await count.read(),
    onDelivered: async (delivered) => {
      await count.write(delivered);
      if (delivered <= arrivals.past.length)
        progress.update(delivered, arrivals.past.length, 'days of the course generated');
    },
  });
  await delivery.past();
  progress.stop();
  if (lifecycle.signal.aborted) return 0;

  const configText = `${JSON.stringify(course.config, null, 2)}\n`;
  const configPath = join(out, 'course.json');
  await writeFile(`${configPath}.tmp`, configText);
  await rename(`${configPath}.tmp`, configPath);
  const [config] = parseCourseConfigs(configText, configPath);
  const address = {
    url,
    secret: tokenSecret,
    courseId: config?.courseId ?? '',
    learner: livelyLearner(course, arrivals.opensAt),
    clock: systemClock,
    lastsSeconds: LINK_LASTS_SECONDS,
  };
  process.stdout.write(await pageInvitation(address, daySeconds));
  if (await delivery.coming(daySeconds)) process.stdout.write(COURSE_IS_OVER);
  return 0;
}
