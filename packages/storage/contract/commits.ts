import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Place } from './index.ts';
import { ANA, BEN, bytes, commitOf, NO_COUNTS, OTHER_TOPIC, plain, refOf, stepOf, TOPIC } from './samples.ts';

export function commitContract({ open }: Place): void {
  describe('a commit', () => {
    it('sent twice is already committed, and takes effect once', async () => {
      const store = await open();
      const claim = await store.claim(0);
      const step = stepOf(ANA, 'grades', bytes(1), 0);
      expect(await store.commit(0, claim, step)).toBe('committed');
      expect(await store.commit(0, claim, step)).toBe('already-committed');
      expect(await store.progress()).toMatchObject([
        { positions: { [TOPIC]: 1 }, counts: { [TOPIC]: { applied: 1 } } },
      ]);
    });

    it('is fenced where positions are not what it started from', async () => {
      const store = await open();
      const claim = await store.claim(0);
      expect(await store.commit(0, claim, stepOf(ANA, 'grades', bytes(1), 5))).toBe('fenced');
      await store.commit(0, claim, stepOf(ANA, 'grades', bytes(1), 0));
      expect(await store.commit(0, claim, stepOf(ANA, 'grades', bytes(2), 5))).toBe('fenced');
      expect(plain((await store.read(ANA))?.parts.get('grades'))).toEqual([1]);
    });

    it('is fenced where only one of its topics stands elsewhere', async () => {
      const store = await open();
      const claim = await store.claim(0);
      const both = (from: number, otherFrom: number) =>
        commitOf({
          positions: {
            [TOPIC]: { from, to: from + 10 },
            [OTHER_TOPIC]: { from: otherFrom, to: otherFrom + 3 },
          },
        });
      expect(await store.commit(0, claim, both(0, 0))).toBe('committed');
      expect(await store.commit(0, claim, both(10, 0))).toBe('fenced');
      expect(await store.commit(0, claim, both(0, 3))).toBe('fenced');
      expect((await store.claim(0)).positions).toEqual({ [TOPIC]: 10, [OTHER_TOPIC]: 3 });
    });

    it('that is refused changes nothing at all', async () => {
      const store = await open();
      const claim = await store.claim('content');
      const refused = commitOf({
        positions: { [TOPIC]: { from: 7, to: 8 } },
        courseParts: [{ courseId: 'course-a', part: 'items', bytes: bytes(1) }],
        ids: [{ ...ANA, dashboardId: 'dashboard', version: 1, deleted: false }],
        counts: { [TOPIC]: { ...NO_COUNTS, applied: 1 } },
        complete: true,
      });
      const owner = await store.claim(0);
      const refusedParts = { ...stepOf(ANA, 'grades', bytes(1), 7), complete: true };
      const before = await store.progress();
      expect(await store.commit('content', claim, refused)).toBe('fenced');
      expect(await store.commit(0, owner, refusedParts)).toBe('fenced');
      expect(await store.progress()).toEqual(before);
      expect(await store.load(0, [{ ...ANA, part: 'grades' }])).toEqual([null]);
      expect(await store.meta(ANA)).toBeNull();
      expect(await store.changes(0, 10)).toEqual({ learners: [], cursor: 0 });
      expect(await store.courses()).toEqual([]);
      expect(await store.tableId('course-a', 'dashboard')).toBeNull();
    });

    it('without positions does nothing but show who holds the partition', async () => {
      const store = await open();
      const claim = await store.claim(0);
      await store.commit(0, claim, stepOf(ANA, 'grades', bytes(1), 0));
      expect(await store.commit(0, claim, commitOf({ complete: true }))).toBe('committed');
      expect(await store.commit(0, claim, commitOf({ complete: true }))).toBe('committed');
      expect(await store.progress()).toMatchObject([{ positions: { [TOPIC]: 1 }, complete: true }]);
    });

    it('says whether the partition is complete; a new claim is not until it says so', async () => {
      const store = await open();
      const claim = await store.claim(0);
      expect(await store.progress()).toMatchObject([{ partition: 0, epoch: 1, complete: false }]);
      await store.commit(0, claim, commitOf({ complete: true }));
      expect(await store.progress()).toMatchObject([{ complete: true }]);
      await store.claim(0);
      expect(await store.progress()).toMatchObject([{ epoch: 2, complete: false }]);
    });

    it('adds its counts by topic and partition, so that the books balance', async () => {
      const store = await open(2);
      const claims = [await store.claim(0), await store.claim(1)] as const;
      const outcome = fc.nat(50);
      const counts = fc.record({
        applied: outcome,
        unchanged: outcome,
        ignored: outcome,
        deadLettered: outcome,
        erased: outcome,
      });
      const commits = fc.sample(
        fc.tuple(fc.constantFrom(...claims), fc.constantFrom(TOPIC, OTHER_TOPIC), counts),
        {
          numRuns: 30,
          seed: 7,
        },
      );
      const sums = new Map<string, number>();
      for (const [claim, topic, count] of commits) {
        expect(await store.commit(claim.partition, claim, commitOf({ counts: { [topic]: count } }))).toBe(
          'committed',
        );
        for (const [name, value] of Object.entries(count)) {
          const key = `${claim.partition} ${topic} ${name}`;
          sums.set(key, (sums.get(key) ?? 0) + value);
        }
      }
      const told = (await store.progress()).flatMap(({ partition, counts: byTopic }) =>
        Object.entries(byTopic).flatMap(([topic, count]) =>
          Object.entries(count).map(([name, value]) => [`${partition} ${topic} ${name}`, value] as const),
        ),
      );
      expect(new Map(told)).toEqual(sums);
    });

    it('of thousands of parts is one step', async () => {
      const store = await open();
      const claim = await store.claim(0);
      const learners = Array.from({ length: 1500 }, (_, n) => ({
        courseId: 'course-a',
        learnerId: `learner ${n}`,
      }));
      const parts = learners.flatMap((learner, n) => [
        { ...learner, part: 'day/1', bytes: bytes(n % 256, 1) },
        { ...learner, part: 'day/2', bytes: bytes(n % 256, 2) },
      ]);
      const metas = learners.map((learner) => ({
        ...learner,
        revision: 'r',
        publishedAt: 1,
        processedAt: 2,
      }));
      const change = commitOf({ positions: { [TOPIC]: { from: 0, to: 9000 } }, parts, learners: metas });
      expect(await store.commit(0, claim, change)).toBe('committed');
      const loaded = await store.load(0, parts);
      expect(loaded.map(plain)).toEqual(parts.map((part) => plain(part.bytes)));
      const { learners: changed } = await store.changes(0, 10_000);
      expect(new Set(changed.map(refOf))).toEqual(new Set(learners.map(refOf)));
    });

    it('replaces parts it names and leaves the others', async () => {
      const store = await open();
      const claim = await store.claim(0);
      await store.commit(0, claim, stepOf(ANA, 'day/1', bytes(1), 0));
      await store.commit(0, claim, stepOf(ANA, 'grades', bytes(2), 1));
      await store.commit(0, claim, stepOf(BEN, 'grades', bytes(3), 2));
      await store.commit(0, claim, stepOf(ANA, 'grades', bytes(4, 0, 255), 3));
      const asked = [
        { ...BEN, part: 'grades' },
        { ...ANA, part: 'grades' },
        { ...BEN, part: 'day/1' },
        { ...ANA, part: 'day/1' },
        { ...ANA, part: 'never' },
      ];
      expect((await store.load(0, asked)).map(plain)).toEqual([[3], [4, 0, 255], null, [1], null]);
    });
  });
}
