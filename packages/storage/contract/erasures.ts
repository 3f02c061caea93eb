import { describe, expect, it } from 'vitest';
import { type AggregateStore, SETTINGS_PART } from '../src/port.ts';
import type { Place } from './index.ts';
import { ANA, BEN, BEN_ELSEWHERE, bytes, commitOf, refOf, scanned, stepOf, steps } from './samples.ts';

const CARL = { courseId: 'course-b', learnerId: 'carl' };

export function erasureContract({ open }: Place): void {
  describe('the erasure list', () => {
    it('holds each digest once, for every store over the data, also after a restart', async () => {
      const store = await open();
      const other = await open();
      expect([...(await store.erasures())]).toEqual([]);
      await store.addErasure('digest-1');
      await other.addErasure('digest-2');
      await store.addErasure('digest-1');
      await store.close();
      const reopened = await open();
      expect([...(await reopened.erasures())].sort()).toEqual(['digest-1', 'digest-2']);
      expect([...(await other.erasures())].sort()).toEqual(['digest-1', 'digest-2']);
    });
  });

  describe('erasing a learner', () => {
    const ids = { courseId: ANA.courseId, ids: ['ana', 'ben'] };

    /** `ana` is the table id, `ben` the dashboard id of one learner; another has the id `ben` in another course. */
    async function filled(store: AggregateStore) {
      const claim = await store.claim(0);
      await steps(store, claim, [
        { learner: ANA, part: 'grades', bytes: bytes(1) },
        { learner: BEN, part: SETTINGS_PART, bytes: bytes(2) },
        { learner: BEN_ELSEWHERE, part: 'grades', bytes: bytes(3) },
      ]);
      const event = { eventId: 'e1', bytes: bytes(4) };
      const proposal = { expectedRevision: 0, proposedAt: 1, events: [event] } as const;
      expect(await store.proposeSettings(0, BEN, proposal)).toBe('accepted');
      await store.writeHistory(
        0,
        1,
        [ANA, BEN_ELSEWHERE].map((learner) => ({ ...learner, bytes: bytes(6) })),
      );
      const content = await store.claim('content');
      const mapping = { ...ANA, dashboardId: 'ben', version: 1, deleted: false };
      const other = { ...ANA, learnerId: 'eve', dashboardId: 'eva', version: 1, deleted: false };
      expect(await store.commit('content', content, commitOf({ ids: [mapping, other] }))).toBe('committed');
      return { claim, content };
    }

    it('removes parts, settings, pending settings and the id map under both ids, and nobody else', async () => {
      const store = await open();
      await filled(store);
      expect(await store.erase(ids)).toBeGreaterThan(0);
      for (const learner of [ANA, BEN]) {
        expect(await store.read(learner)).toBeNull();
        expect(await store.meta(learner)).toBeNull();
        expect(await store.history(learner, 0, 9)).toEqual([]);
        expect(await store.settings(learner)).toEqual({ revision: 0, part: null, pending: [] });
      }
      expect(await store.history(BEN_ELSEWHERE, 0, 9)).toHaveLength(1);
      expect(await store.pendingSettings(0, 10, 10)).toEqual([]);
      expect(await store.dashboardId(ANA.courseId, 'ana')).toBeNull();
      expect(await store.tableId(ANA.courseId, 'ben')).toBeNull();
      expect(await store.tableId(ANA.courseId, 'eva')).toBe('eve');
      expect((await scanned(store.scan(0))).map(refOf)).toEqual(['course-b/ben']);
      expect((await store.changes(0, 10)).learners.map(refOf)).toEqual(['course-b/ben']);
      expect(await store.erase(ids)).toBe(0);
    });

    it('fences what was read before, and keeps positions and counts', async () => {
      const store = await open();
      const { claim, content } = await filled(store);
      const before = await store.progress();
      await store.erase(ids);
      expect(await store.commit(0, claim, stepOf(ANA, 'grades', bytes(9), 3))).toBe('fenced');
      expect(await store.commit('content', content, commitOf({}))).toBe('fenced');
      expect(await store.read(ANA)).toBeNull();
      expect((await store.progress()).map(({ positions, counts }) => ({ positions, counts }))).toEqual(
        before.map(({ positions, counts }) => ({ positions, counts })),
      );
      const again = await store.claim(0);
      expect(await store.commit(0, again, stepOf(BEN_ELSEWHERE, 'grades', bytes(5), 3))).toBe('committed');
    });

    it("never gives the learner's place to another, also in a store that was open before", async () => {
      const other = await open();
      const store = await open();
      await filled(store);
      expect(await other.read(BEN_ELSEWHERE)).not.toBeNull();
      await store.erase({ courseId: BEN_ELSEWHERE.courseId, ids: ['ben'] });
      await store.commit(0, await store.claim(0), stepOf(CARL, 'grades', bytes(7), 3));
      expect(await other.read(BEN_ELSEWHERE)).toBeNull();
    });
  });
}
