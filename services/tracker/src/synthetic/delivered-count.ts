import { readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { TrackerError } from '@learning-tracker/runtime';
import type { SyntheticCourseOptions } from '@learning-tracker/synthetic-course';
import { z } from 'zod';
import { TRACKER_ERRORS } from '../errors.ts';

/** A name that sources of exports pass over. */
const NAME = '.delivered.json';

const content = z.object({ course: z.string(), arrivals: z.int().min(0) });

/** How many arrivals of a course a folder holds, kept beside them, so that a delivery goes on after a restart. */
export interface DeliveredCount {
  /** 0 in a folder that nothing was delivered to. @throws TrackerError `DELIVERY_MIXED` where it holds another course */
  read(): Promise<number>;
  write(arrivals: number): Promise<void>;
}

/** The count of the course that these options make. */
export function createDeliveredCount(
  folder: string,
  { seed, learners, weeks }: SyntheticCourseOptions,
): DeliveredCount {
  const path = join(folder, NAME);
  const course = `seed ${seed}, ${learners} learners, ${weeks} weeks`;
  return {
    async read() {
      const text = await readFile(path, 'utf8').catch((error: unknown) => {
        if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
        throw error;
      });
      if (text === null) return 0;
      const kept = content.parse(JSON.parse(text));
      if (kept.course === course) return kept.arrivals;
      throw new TrackerError(
        'DELIVERY_MIXED',
        `${folder} holds the course of ${kept.course}, not that of ${course}`,
        TRACKER_ERRORS.DELIVERY_MIXED,
      );
    },
    async write(arrivals) {
      await writeFile(`${path}.tmp`, JSON.stringify({ course, arrivals }));
      await rename(`${path}.tmp`, path);
    },
  };
}
