import { describe, expect, it } from 'vitest';
import type { CoursePartChange } from '../src/port.ts';
import type { Place } from './index.ts';
import { ANA, bytes, commitOf, plain, plainParts, steps } from './samples.ts';

export function courseContract({ open }: Place): void {
  describe('course parts', () => {
    const items = (courseId: string, ...content: number[]): CoursePartChange => ({
      courseId,
      part: 'items',
      bytes: bytes(...content),
    });

    it('are read together, with a version that grows with each change of that course', async () => {
      const store = await open();
      const claim = await store.claim('content');
      const put = (...courseParts: CoursePartChange[]) =>
        store.commit('content', claim, commitOf({ courseParts }));
      expect(await store.courseVersion('course-a')).toBeNull();
      expect(await store.readCourse('course-a')).toBeNull();
      await put(items('course-a', 1), { courseId: 'course-a', part: 'modules', bytes: bytes(2) });
      const first = await store.readCourse('course-a');
      expect(plainParts(first?.parts)).toEqual({ items: [1], modules: [2] });
      expect(await store.courseVersion('course-a')).toBe(first?.version);

      await put(items('course-b', 3));
      expect(await store.courseVersion('course-a')).toBe(first?.version);
      await put(items('course-a', 4));
      const second = await store.readCourse('course-a');
      expect(plainParts(second?.parts)).toEqual({ items: [4], modules: [2] });
      expect(second?.version).toBeGreaterThan(first?.version ?? Number.NaN);
    });

    it('list their courses, and load in the order asked', async () => {
      const store = await open();
      const claim = await store.claim('content');
      await steps(store, await store.claim(0), [{ learner: ANA, part: 'posts', bytes: bytes(1) }]);
      await store.commit(
        'content',
        claim,
        commitOf({ courseParts: [items('course-z', 1), items('course-b', 2)] }),
      );
      expect(await store.courses()).toEqual(['course-b', 'course-z']);
      const loaded = await store.loadCourseParts([
        { courseId: 'course-z', part: 'items' },
        { courseId: 'course-z', part: 'modules' },
        { courseId: 'course-b', part: 'items' },
        { courseId: 'course-y', part: 'items' },
      ]);
      expect(loaded.map(plain)).toEqual([[1], null, [2], null]);
    });
  });
}
