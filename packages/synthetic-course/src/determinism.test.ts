import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createSyntheticCourse } from './synthetic-course.ts';
import { withFolder } from './testing/written-course.ts';
import { writeExports } from './write-exports.ts';

const small = { seed: 3, learners: 12, weeks: 2 };

/** Digest of every file below a folder, by path. */
async function digests(folder: string): Promise<Record<string, string>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const result: Record<string, string> = {};
  for (const entry of entries.filter((each) => each.isFile())) {
    const path = join(entry.parentPath, entry.name);
    result[path.slice(folder.length)] = createHash('sha256')
      .update(await readFile(path))
      .digest('hex');
  }
  return result;
}

const writtenBy = (options: typeof small): Promise<Record<string, string>> =>
  withFolder(async (folder) => {
    await writeExports(createSyntheticCourse(options), folder);
    return digests(folder);
  });

describe('a synthetic course', () => {
  it('is the same for a seed, byte for byte', async () => {
    const files = await writtenBy(small);
    expect(Object.keys(files).length).toBeGreaterThan(50);
    expect(await writtenBy(small)).toEqual(files);
  });

  it('is another for another seed', async () => {
    const one = createSyntheticCourse(small);
    const other = createSyntheticCourse({ ...small, seed: 4 });
    expect(other.config).not.toEqual(one.config);
    const ids = new Set(one.learners.map((learner) => learner.tableId));
    expect(other.learners.filter((learner) => ids.has(learner.tableId))).toEqual([]);
  });

  it('writes a day alike whatever was written before', () =>
    withFolder(async (folder) => {
      const course = createSyntheticCourse(small);
      const day = course.days[30] ?? '';
      await course.writeDay(join(folder, 'alone'), day);
      for (const each of course.days) await course.writeDay(join(folder, 'all'), each);
      const alone = await digests(join(folder, 'alone'));
      expect(Object.keys(alone).length).toBeGreaterThan(0);
      expect(await digests(join(folder, 'all'))).toMatchObject(alone);
    }));

  it('starts when asked to', () => {
    const course = createSyntheticCourse({ ...small, startAt: '2025-09-01T07:00:00Z' });
    expect(course.startsAt[0]).toBe('2025-09-01T07:00:00.000Z');
    expect(course.days[0]?.slice(0, 4)).toBe('2025');
  });

  it('reports each step of writing it', () =>
    withFolder(async (folder) => {
      const course = createSyntheticCourse(small);
      const seen: number[] = [];
      const totals = new Set<number>();
      await writeExports(course, folder, {
        onProgress(done, total) {
          seen.push(done);
          totals.add(total);
        },
      });
      expect([...totals]).toEqual([course.deliveries.length + 3]);
      expect(seen).toEqual(Array.from({ length: course.deliveries.length + 3 }, (_, n) => n + 1));
    }));

  it.each([{ seed: 1.5 }, { learners: 0 }, { weeks: 0 }, { weeks: 53 }, { startAt: 'soon' }])(
    'refuses %o',
    (wrong) => {
      expect(() => createSyntheticCourse({ ...small, ...wrong })).toThrow(RangeError);
    },
  );

  it.each([
    { learners: 1, weeks: 1 },
    { learners: 2, weeks: 3 },
    { learners: 30, weeks: 20 },
  ])('can be as small or long as %o', (size) => {
    const course = createSyntheticCourse({ seed: 9, ...size });
    expect(course.learners.length).toBe(size.learners);
    expect(course.days.length).toBeGreaterThan(size.weeks * 7);
  });
});
