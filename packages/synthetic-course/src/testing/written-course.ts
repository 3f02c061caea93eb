import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { SyntheticCourseOptions } from '../options.ts';
import { createSyntheticCourse, type SyntheticCourse } from '../synthetic-course.ts';
import { writeExports } from '../write-exports.ts';
import { type ClickFile, readClickFiles, readTables, type Tables } from './read-exports.ts';

/** A course written to a folder of its own and read back from the files. */
export interface WrittenCourse {
  readonly course: SyntheticCourse;
  readonly halfway: Tables;
  readonly final: Tables;
  readonly files: readonly ClickFile[];
}

export async function writeAndRead(options: SyntheticCourseOptions): Promise<WrittenCourse> {
  const course = createSyntheticCourse(options);
  return withFolder(async (folder) => {
    await writeExports(course, folder);
    const zips = (await readdir(folder)).filter((name) => name.endsWith('.zip')).sort();
    const [halfway, final] = await Promise.all(zips.map((name) => readTables(join(folder, name))));
    if (halfway === undefined || final === undefined) throw new Error(`zips: ${zips.join(', ')}`);
    return { course, halfway, final, files: await readClickFiles(join(folder, 'clickstream')) };
  });
}

/** Gives a folder that is gone afterwards. */
export async function withFolder<T>(use: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'synthetic-course-'));
  try {
    return await use(folder);
  } finally {
    await rm(folder, { recursive: true });
  }
}
