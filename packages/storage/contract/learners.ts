import { describe, expect, it } from 'vitest';
import type { Place } from './index.ts';
import {
  ANA,
  BEN,
  BEN_ELSEWHERE,
  bytes,
  commitOf,
  DORA,
  plainParts,
  refOf,
  scanned,
  stepOf,
  steps,
} from './samples.ts';

export function learnerContract({ open }: Place): void {
  describe('a learner', () => {
    it('is read with exactly the revision and times that were committed', async () => {
      const store = await open();
      const claim = await store.claim(0);
      const meta = {
        revision: 'ab'.repeat(16),
        publishedAt: 1_588_000_000_123_456,
        processedAt: 1_588_000_000_123_457,
      };
      await store.commit(0, claim, {
        ...stepOf(ANA, 'day/18320', bytes(1, 2, 3), 0),
        learners: [{ ...ANA, ...meta }],
      });
      expect(await store.meta(ANA)).toEqual(meta);
      expect(await store.loadMeta(0, [BEN, ANA])).toEqual([null, meta]);
      const record = await store.read(ANA);
      expect(record).toMatchObject({ ...ANA, meta });
      expect(plainParts(record?.parts)).toEqual({ 'day/18320': [1, 2, 3] });
    });

    it('has all parts of its own and none of another learner or course', async () => {
      const store = await open();
      await steps(store, await store.claim(0), [
        { learner: ANA, part: 'day/1', bytes: bytes(1) },
        { learner: ANA, part: 'day/2', bytes: bytes(2) },
        { learner: ANA, part: 'posts', bytes: bytes() },
        { learner: BEN, part: 'day/3', bytes: bytes(3) },
        { learner: BEN_ELSEWHERE, part: 'day/2', bytes: bytes(4) },
      ]);
      expect(plainParts((await store.read(ANA))?.parts)).toEqual({ 'day/1': [1], 'day/2': [2], posts: [] });
      expect(plainParts((await store.read(BEN))?.parts)).toEqual({ 'day/3': [3] });
      expect(plainParts((await store.read(BEN_ELSEWHERE))?.parts)).toEqual({ 'day/2': [4] });
    });

    it('is found without naming its partition', async () => {
      const store = await open(2);
      await steps(store, await store.claim(0), [{ learner: ANA, part: 'posts', bytes: bytes(1) }]);
      await steps(store, await store.claim(1), [{ learner: DORA, part: 'posts', bytes: bytes(2) }]);
      expect(plainParts((await store.read(ANA))?.parts)).toEqual({ posts: [1] });
      expect(plainParts((await store.read(DORA))?.parts)).toEqual({ posts: [2] });
    });
  });

  describe('a scan', () => {
    it('gives every learner of the partition once, ascending by course and learner, with parts and metadata', async () => {
      const store = await open(2);
      await steps(store, await store.claim(0), [
        { learner: BEN_ELSEWHERE, part: 'posts', bytes: bytes(1) },
        { learner: BEN, part: 'posts', bytes: bytes(2) },
        { learner: ANA, part: 'posts', bytes: bytes(3) },
        { learner: BEN, part: 'grades', bytes: bytes(4) },
      ]);
      await steps(store, await store.claim(1), [{ learner: DORA, part: 'posts', bytes: bytes(5) }]);
      const records = await scanned(store.scan(0));
      expect(records.map(refOf)).toEqual(['course-a/ana', 'course-a/ben', 'course-b/ben']);
      for (const record of records) {
        const read = await store.read(record);
        expect(record.meta).toEqual(read?.meta);
        expect(plainParts(record.parts)).toEqual(plainParts(read?.parts));
      }
      expect((await scanned(store.scan(1))).map(refOf)).toEqual(['course-a/dora']);
      expect((await scanned(store.scan(0, 'course-a'))).map(refOf)).toEqual(['course-a/ana', 'course-a/ben']);
      expect(await scanned(store.scan(0, 'course-c'))).toEqual([]);
      for (const [behind, rest] of [
        ['ana', ['course-a/ben']],
        ['aaa', ['course-a/ana', 'course-a/ben']],
        ['ben', []],
      ] as const) {
        expect((await scanned(store.scan(0, 'course-a', behind))).map(refOf)).toEqual(rest);
      }
    });

    it('is whole and in order over many pages, while others write and read', async () => {
      const store = await open();
      const claim = await store.claim(0);
      const names = Array.from({ length: 1234 }, (_, n) => `learner-${n}`);
      const learners = names.map((learnerId, n) => ({ courseId: n % 3 === 0 ? 'b' : 'a', learnerId }));
      await store.commit(
        0,
        claim,
        commitOf({
          parts: learners.map((learner, n) => ({ ...learner, part: 'posts', bytes: bytes(n % 256) })),
          learners: learners.map((learner) => ({
            ...learner,
            revision: 'r',
            publishedAt: 1,
            processedAt: 1,
          })),
        }),
      );
      const seen: string[] = [];
      for await (const record of store.scan(0)) {
        seen.push(refOf(record));
        if (seen.length % 100 === 1) {
          const written = await store.commit(
            0,
            claim,
            stepOf(record, 'grades', bytes(1), Math.floor(seen.length / 100)),
          );
          expect(written).toBe('committed');
        }
      }
      expect(seen).toEqual(learners.map(refOf).sort());
      const ofCourse = await scanned(store.scan(0, 'b'));
      expect(ofCourse.map(refOf)).toEqual(
        learners
          .filter(({ courseId }) => courseId === 'b')
          .map(refOf)
          .sort(),
      );
    });
  });

  describe('changes', () => {
    it('are told oldest first, each learner once with its last change, from the cursor on', async () => {
      const store = await open();
      const claim = await store.claim(0);
      await steps(store, claim, [
        { learner: ANA, part: 'posts', bytes: bytes(1) },
        { learner: BEN, part: 'posts', bytes: bytes(2) },
        { learner: BEN_ELSEWHERE, part: 'posts', bytes: bytes(3) },
        { learner: ANA, part: 'grades', bytes: bytes(4) },
      ]);
      const first = await store.changes(0, 2);
      expect(first.learners).toEqual([BEN, BEN_ELSEWHERE]);
      const second = await store.changes(first.cursor, 2);
      expect(second.learners).toEqual([ANA]);
      expect(second.cursor).toBeGreaterThan(first.cursor);
      expect(await store.changes(second.cursor, 2)).toEqual({ learners: [], cursor: second.cursor });
      await store.commit(0, claim, stepOf(BEN, 'posts', bytes(2), 4));
      expect((await store.changes(second.cursor, 2)).learners).toEqual([BEN]);
    });

    it('of one commit are not lost where the limit falls among them', async () => {
      const store = await open();
      const claim = await store.claim(0);
      const learners = ['x', 'y', 'z'].map((learnerId) => ({ courseId: 'course-a', learnerId }));
      await store.commit(
        0,
        claim,
        commitOf({
          learners: learners.map((one) => ({ ...one, revision: 'r', publishedAt: 1, processedAt: 1 })),
        }),
      );
      const told: string[] = [];
      let cursor = 0;
      for (let ask = 0; ask < 3; ask++) {
        const answer = await store.changes(cursor, 1);
        told.push(...answer.learners.map((learner) => learner.learnerId));
        cursor = answer.cursor;
      }
      expect(told.sort()).toEqual(['x', 'y', 'z']);
    });

    it('start over for a cursor from beyond the end: the store went back in time', async () => {
      const store = await open();
      await steps(store, await store.claim(0), [{ learner: ANA, part: 'posts', bytes: bytes(1) }]);
      const { cursor } = await store.changes(0, 10);
      const answer = await store.changes(cursor + 1000, 10);
      expect(answer).toEqual({ learners: [ANA], cursor });
    });
  });
}
