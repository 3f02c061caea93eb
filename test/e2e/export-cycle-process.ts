/**
 * One fetcher over the export API as a process of its own, on a clock that stands still, so that its steps are the same
 * each time. Says each step before it is done, and kills itself at the one that it is told.
 */
import { writeSync } from 'node:fs';
import * as coursera from '@learning-tracker/coursera';
import { openEmbedded } from '@learning-tracker/deployment';
import { createExportCycle, createFetcher, createFolderSource } from '@learning-tracker/fetcher';
import { parseCourseConfigs, silentLogger, systemScheduler } from '@learning-tracker/runtime';
import { z } from 'zod';

const task = z
  .object({
    data: z.string(),
    downloads: z.string(),
    courses: z.string(),
    now: z.iso.datetime(),
    api: z.string(),
    token: z.string(),
    /** The n-th time of this step. */
    killAt: z.object({ step: z.string(), time: z.int() }).nullable(),
  })
  .parse(JSON.parse(process.argv[2] ?? ''));

const times = new Map<string, number>();
function onStep(step: string): void {
  const time = (times.get(step) ?? 0) + 1;
  times.set(step, time);
  writeSync(process.stdout.fd, `${step}\n`);
  if (task.killAt?.step === step && task.killAt.time === time) process.kill(process.pid, 'SIGKILL');
}

const clock = { now: () => Date.parse(task.now) * 1000 };
const { log, serde, close } = await openEmbedded(task.data, { clock });
const courses = parseCourseConfigs(task.courses, 'course.json');
const fetcher = createFetcher({
  log,
  serde,
  ledgerPath: task.data,
  source: createFolderSource(task.downloads),
  readers: coursera,
  courses,
  clock,
  logger: silentLogger,
  isErased: () => false,
  onStep: (step) => onStep(`publishing: ${step}`),
});
const cycle = createExportCycle({
  api: coursera.createExportApi({
    http: coursera.createHttp({ clock }),
    tokens: coursera.createFixedToken(task.token),
    apiUrl: task.api,
  }),
  downloader: coursera.createDownloader({ clock, concurrency: 1 }),
  courses,
  folder: task.downloads,
  ledgerPath: task.data,
  clock,
  scheduler: systemScheduler,
  logger: silentLogger,
  publish: () => fetcher.runOnce(),
  options: { firstPollMs: 0, runPatienceMs: 0, rangeDays: 3, deletePublished: true },
  onStep,
});
await cycle.runOnce();
cycle.close();
await fetcher.close();
await close();
