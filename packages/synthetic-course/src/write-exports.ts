import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { SyntheticCourse } from './synthetic-course.ts';

export interface WriteExportsOptions {
  /** Called after each step, with the steps done and all steps. */
  readonly onProgress?: ((done: number, total: number) => void) | undefined;
}

/**
 * Writes everything an analyst would have at the end of the course: `course.json`, two table zips (halfway and
 * final) and, below `clickstream/`, every day in the order of arrival, re-exported days in both editions.
 */
export async function writeExports(
  course: SyntheticCourse,
  folder: string,
  options: WriteExportsOptions = {},
): Promise<void> {
  const clickstream = join(folder, 'clickstream');
  const steps: readonly (() => Promise<unknown>)[] = [
    () => writeFile(join(folder, 'course.json'), `${JSON.stringify(course.config, null, 2)}\n`),
    () => course.writeTables(folder, course.halfwayAt),
    ...course.deliveries.map(
      ({ day, edition }) =>
        () =>
          course.writeDay(clickstream, day, edition),
    ),
    () => course.writeTables(folder, course.endsAt),
  ];
  await mkdir(clickstream, { recursive: true });
  for (const [index, step] of steps.entries()) {
    await step();
    options.onProgress?.(index + 1, steps.length);
  }
}
