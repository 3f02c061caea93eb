import { once } from 'node:events';
import { createReadStream } from 'node:fs';
import { mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createGunzip } from 'node:zlib';
import * as coursera from '@learning-tracker/coursera';
import { createFetcher, createFolderSource } from '@learning-tracker/fetcher';
import { parseCourseConfigs, silentLogger, systemClock } from '@learning-tracker/runtime';
import { createSyntheticCourse } from '@learning-tracker/synthetic-course';
import { parse } from 'csv-parse';
import { type BenchRow, openBed } from './harness.ts';

/** Rows a second from a clickstream file onto the log, against csv-parse alone on the same file. */
export async function benchFetcher(): Promise<BenchRow[]> {
  const folder = await mkdtemp(join(tmpdir(), 'learning-tracker-bench-exports-'));
  try {
    const course = createSyntheticCourse({ seed: 1, learners: 4_000, weeks: 2 });
    const days = course.days.slice(-24, -18);
    for (const day of days) await course.writeDay(folder, day);
    const files = (await readdir(folder)).map((name) => join(folder, name));
    const [config] = parseCourseConfigs(JSON.stringify(course.config), 'course.json');
    if (config === undefined) throw new Error('the synthetic course has no configuration');
    let ours = 0;
    let bare = 0;
    for (let turn = 0; turn < 3; turn += 1) {
      bare = Math.max(bare, await parseAll(files));
      ours = Math.max(ours, await publishAll(folder, config));
    }
    const bytes = (await Promise.all(files.map((file) => stat(file)))).reduce(
      (sum, { size }) => sum + size,
      0,
    );
    return [
      {
        what: `fetcher, ${files.length} clickstream files of ${Math.round(bytes / 2 ** 20)} MiB`,
        ours,
        bare,
        unit: 'rows/s',
        goal: 0.65,
        note: 'bare: csv-parse alone',
      },
    ];
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
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

async function publishAll(
  folder: string,
  config: ReturnType<typeof parseCourseConfigs>[number],
): Promise<number> {
  const bed = await openBed();
  try {
    const fetcher = createFetcher({
      ...bed,
      ledgerPath: bed.path,
      source: createFolderSource(folder),
      readers: coursera,
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
    await bed.close();
  }
}
