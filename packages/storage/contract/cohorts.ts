import { describe, expect, it } from 'vitest';
import type { AggregateStore } from '../src/port.ts';
import type { Place } from './index.ts';
import { ANA, bytes, commitOf, plain, plainParts } from './samples.ts';

const COURSE = ANA.courseId;
const OTHER = 'course-b';

export function cohortContract({ open }: Place): void {
  describe('cohort snapshots', () => {
    async function write(store: AggregateStore, day: number, content: number, courseId = COURSE) {
      const { fence } = await store.beginCohort(courseId);
      const change = { courseId, day, bytes: bytes(content), admission: bytes(content, content) };
      return store.writeCohort(fence, change);
    }

    async function kept(store: AggregateStore, day?: number, courseId = COURSE) {
      const found = await store.cohort(courseId, day);
      return found === null ? null : [found.day, plain(found.bytes)];
    }

    it('are kept by course and day, for every store over the data; the newest is the one written last', async () => {
      const store = await open();
      expect([await kept(store), await kept(store, 7)]).toEqual([null, null]);
      expect((await store.beginCohort(COURSE)).admission).toBeNull();
      expect(await write(store, 9, 1)).toBe('written');
      expect(await write(store, 10, 2)).toBe('written');
      expect(await write(store, 4, 3, OTHER)).toBe('written');
      const other = await open();
      expect(await kept(other)).toEqual([10, [2]]);
      expect(await kept(other, 9)).toEqual([9, [1]]);
      expect(await kept(other, 8)).toBeNull();
      expect(await kept(other, undefined, OTHER)).toEqual([4, [3]]);
      expect(plain((await other.beginCohort(COURSE)).admission)).toEqual([2, 2]);
    });

    it('have one entry a day: the latest', async () => {
      const store = await open();
      await write(store, 9, 1);
      await write(store, 9, 5);
      expect(await kept(store)).toEqual([9, [5]]);
    });

    it('are gone once dropped, all of one course, and the admission stays', async () => {
      const store = await open();
      await write(store, 9, 1);
      await write(store, 10, 2);
      await write(store, 9, 3, OTHER);
      await store.dropCohorts(COURSE);
      await store.dropCohorts('nobody');
      expect([await kept(store), await kept(store, 9), await kept(store, 10)]).toEqual([null, null, null]);
      expect(await kept(store, undefined, OTHER)).toEqual([9, [3]]);
      expect(plain((await store.beginCohort(COURSE)).admission)).toEqual([2, 2]);
      expect(await write(store, 10, 4)).toBe('written');
      expect(await kept(store)).toEqual([10, [4]]);
    });

    it('are fenced by what came in between: a drop, a claim of the content, an erasure', async () => {
      const store = await open();
      const change = { courseId: COURSE, day: 9, bytes: bytes(1), admission: bytes(1) };
      for (const between of [
        () => store.dropCohorts(COURSE),
        () => store.claim('content'),
        () => store.erase({ courseId: COURSE, ids: ['ana'] }),
      ]) {
        const { fence } = await store.beginCohort(COURSE);
        await between();
        expect(await store.writeCohort(fence, change)).toBe('fenced');
        expect(await kept(store)).toBeNull();
      }
      const { fence } = await store.beginCohort(COURSE);
      await store.dropCohorts(OTHER);
      expect(await store.writeCohort(fence, change)).toBe('written');
      expect(await store.writeCohort(fence, change)).toBe('written');
    });

    it('are removed with whom an erasure forgets, in the same course', async () => {
      const store = await open();
      await store.claim('content');
      await write(store, 9, 1);
      await write(store, 9, 2, OTHER);
      expect(await store.erase({ courseId: COURSE, ids: ['nobody'] })).toBe(0);
      expect([await kept(store), await kept(store, undefined, OTHER)]).toEqual([null, [9, [2]]]);
    });

    it('are no state: content and its version stay as they are', async () => {
      const store = await open();
      const claim = await store.claim('content');
      const courseParts = [{ courseId: COURSE, part: 'items', bytes: bytes(1) }];
      await store.commit('content', claim, commitOf({ courseParts }));
      const version = await store.courseVersion(COURSE);
      await write(store, 9, 1);
      await store.dropCohorts(COURSE);
      const course = await store.readCourse(COURSE);
      expect([course?.version, plainParts(course?.parts)]).toEqual([version, { items: [1] }]);
      expect(await store.commit('content', claim, commitOf({}))).toBe('committed');
    });
  });
}
