import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createCsvTokenizer } from '@learning-tracker/coursera';
import { z } from 'zod';
import { type ExportFile, listExports, newestZip } from './export-folder.ts';
import { openZip } from './zip-entries.ts';

export interface KnownCourse {
  readonly id: string;
  readonly slug?: string | undefined;
}

const configured = z.object({ courseId: z.string(), slug: z.string().optional() });
const courseJson = z.union([configured.transform((one) => [one]), z.array(configured)]);

/** The courses a folder of exports is about: of its `course.json`, else of the table `courses`; else none. */
export async function knownCourses(root: string): Promise<readonly KnownCourse[]> {
  const fromConfig = await coursesOfConfig(join(root, 'course.json'));
  if (fromConfig.length > 0) return fromConfig;
  const zip = newestZip(await listExports(root));
  return zip === undefined ? [] : coursesOfZip(zip);
}

async function coursesOfConfig(path: string): Promise<readonly KnownCourse[]> {
  try {
    const parsed = courseJson.safeParse(JSON.parse(await readFile(path, 'utf8')));
    return parsed.success ? parsed.data.map(({ courseId, slug }) => ({ id: courseId, slug })) : [];
  } catch {
    // None, or not one of ours: the tables may tell.
    return [];
  }
}

async function coursesOfZip({ path }: ExportFile): Promise<readonly KnownCourse[]> {
  const courses: KnownCourse[] = [];
  try {
    for await (const entry of openZip(path)) {
      if (entry.name !== 'courses.csv') continue;
      let headings: readonly string[] | null = null;
      for await (const records of createCsvTokenizer().records(await entry.read())) {
        for (const { fields } of records) {
          if (headings === null) headings = fields;
          else {
            const id = fields[headings.indexOf('course_id')]?.trim() ?? '';
            if (id !== '') courses.push({ id, slug: fields[headings.indexOf('course_slug')] });
          }
        }
      }
    }
  } catch {
    // A zip that cannot be read is given out as it is; what is in it is for the client to judge.
    return [];
  }
  return courses;
}
