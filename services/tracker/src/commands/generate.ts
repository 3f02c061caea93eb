import { mkdir } from 'node:fs/promises';
import { createSyntheticCourse, writeExports } from '@learning-tracker/synthetic-course';
import { createProgress } from '../output/progress.ts';

export interface GenerateOptions {
  readonly out: string;
  readonly seed: number;
  readonly learners: number;
  readonly weeks: number;
}

/** Writes a synthetic course: course.json, table zips and every day of clickstream. @returns the exit code */
export async function generate({ out, ...course }: GenerateOptions): Promise<number> {
  const progress = createProgress();
  await mkdir(out, { recursive: true });
  const synthetic = createSyntheticCourse(course);
  try {
    await writeExports(synthetic, out, {
      onProgress: (done, total) => progress.update(done, total, 'files'),
    });
  } finally {
    progress.stop();
  }
  process.stderr.write(
    `wrote ${synthetic.learners.length} learners, ${synthetic.days.length} days of clickstream and course.json to ${out}\n`,
  );
  return 0;
}
