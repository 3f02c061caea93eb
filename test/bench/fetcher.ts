import { once } from 'node:events';
import { createReadStream } from 'node:fs';
import { mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { createGunzip } from 'node:zlib';
import * as coursera from '@learning-tracker/coursera';
import { createClickReader, createFetcher, createFolderSource } from '@learning-tracker/fetcher';
import { type CourseConfig, parseCourseConfigs, silentLogger, systemClock } from '@learning-tracker/runtime';
import { createSyntheticCourse } from '@learning-tracker/synthetic-course';
import { parse } from 'csv-parse';
import { type BenchRow, openBed } from './harness.ts';

const TURNS = 3;

/**
 * Rows a second from clickstream files onto the log, by one worker against csv-parse alone on the same files, and by two
 * workers against one. What is measured takes turns, so that a busy machine is as busy for each.
 */
export async function benchFetcher(): Promise<BenchRow[]> {
  const folder = await mkdtemp(join(tmpdir(), 'learning-tracker-bench-exports-'));
  try {
    const config = await writeExports(folder);
    const files = (await readdir(folder)).map((name) => join(folder, name));
    let bare = 0;
    let one = 0;
    let two = 0;
    for (let turn = 0; turn < TURNS; turn += 1) {
      bare = Math.max(bare, await parseAll(files));
      one = Math.max(one, await publishAll(folder, config, 1));
      two = Math.max(two, await publishAll(folder, config, 2));
    }
    const sizes = await Promise.all(files.map(async (file) => (await stat(file)).size));
    const mebibytes = Math.round(sizes.reduce((sum, size) => sum + size, 0) / 2 ** 20);
    const what = `fetcher, ${files.length} clickstream files of ${mebibytes} MiB`;
    const cores = availableParallelism();
    return [
      {
        what: `${what}, 1 worker`,
        ours: one,
        bare,
        unit: 'rows/s',
        goal: 0.65,
        note: 'bare: csv-parse alone',
      },
      {
        what: `${what}, 2 workers`,
        ours: two,
        bare: one,
        unit: 'rows/s',
        goal: 1.6,
        note: `bare: 1 worker; ${cores} cores`,
      },
    ];
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Apart, so that the course is not in memory any more, and is not marked, while others are measured. */
async function writeExports(folder: string): Promise<CourseConfig> {
  const course = createSyntheticCourse({ seed: 1, learners: 4_000, weeks: 2 });
  for (const day of course.days.slice(-24, -18)) await course.writeDay(folder, day);
  const [config] = parseCourseConfigs(JSON.stringify(course.config), 'course.json');
  if (config === undefined) throw new Error('the synthetic course has no configuration');
  return config;
}

async function parseAll(files: readonly string[]): Promise<number> {
  let rows = 0;
  const began = performance.now();
  for (const file of files) {
    const parser = createReadStream(file)
      .pipe(createGunzip())
      .pipe(parse({ escape: '\\', quote: '"', record_delimiter: '\n' }));
    parser.on('readable', () => {
      while (parser.read() !== null) rows += 1;
    });
    await once(parser, 'end');
  }
  return (rows * 1000) / (performance.now() - began);
}

async function publishAll(folder: string, config: CourseConfig, workers: number): Promise<number> {
  const bed = await openBed();
  const clicks = createClickReader({ ...bed, readers: coursera, workers });
  try {
    const fetcher = createFetcher({
      ...bed,
      ledgerPath: bed.path,
      source: createFolderSource(folder),
      readers: coursera,
      clicks,
      courses: [config],
      clock: systemClock,
      logger: silentLogger,
      isErased: () => false,
    });
    const began = performance.now();
    const { rows } = await fetcher.runOnce();
    const seconds = (performance.now() - began) / 1000;
    await fetcher.close();
    return rows.read / seconds;
  } finally {
    await clicks.close();
    await bed.close();
  }
}
