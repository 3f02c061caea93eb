import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type AggregateStore,
  type Claim,
  type LearnerRef,
  SETTINGS_PART,
  type SettingsEvent,
} from '../src/port.ts';
import type { Place } from './index.ts';
import { ANA, BEN, BEN_ELSEWHERE, bytes, commitOf, DORA, NO_COUNTS, plain, stepOf } from './samples.ts';

const TOPIC = 'learner-settings';

function event(eventId: string, ...content: number[]): SettingsEvent {
  return { eventId, bytes: bytes(...content) };
}

async function propose(
  store: AggregateStore,
  learner: LearnerRef,
  expectedRevision: number,
  first: SettingsEvent,
  ...rest: SettingsEvent[]
) {
  return store.proposeSettings(0, learner, { expectedRevision, proposedAt: 100, events: [first, ...rest] });
}

async function stored(store: AggregateStore, learner: LearnerRef) {
  const { revision, part, pending } = await store.settings(learner);
  return {
    revision,
    part: plain(part),
    pending: Object.fromEntries(pending.map((one) => [one.eventId, plain(one.bytes)])),
  };
}

/** Events came by the log: the part gets `content`, and they wait no longer. */
function settle(
  store: AggregateStore,
  claim: Claim,
  learner: LearnerRef,
  from: number,
  eventIds: readonly string[],
  content?: number,
) {
  const positions = { [TOPIC]: { from, to: from + eventIds.length } };
  const counts = { [TOPIC]: { ...NO_COUNTS, applied: eventIds.length } };
  const settled = eventIds.map((eventId) => ({ ...learner, eventId }));
  const change = content === undefined ? commitOf({}) : stepOf(learner, SETTINGS_PART, bytes(content), from);
  return store.commit(0, claim, { ...change, positions, counts, settled });
}

export function settingsContract({ open }: Place): void {
  describe('settings', () => {
    it('are empty at first, also where the learner has other parts', async () => {
      const store = await open();
      await store.commit(0, await store.claim(0), stepOf(BEN, 'grades', bytes(1), 0));
      for (const learner of [ANA, BEN]) {
        expect(await stored(store, learner)).toEqual({ revision: 0, part: null, pending: {} });
      }
    });

    it('are changed by whoever decided on the present revision; events of one proposal come together', async () => {
      const store = await open();
      const other = await open();
      expect(await propose(store, ANA, 0, event('a', 1), event('b', 2, 0, 255))).toBe('accepted');
      expect(await propose(other, ANA, 0, event('c', 3))).toBe('conflict');
      expect(await propose(other, ANA, 2, event('c', 3))).toBe('conflict');
      expect(await propose(other, ANA, 1, event('d', 4))).toBe('accepted');
      const expected = { revision: 2, part: null, pending: { a: [1], b: [2, 0, 255], d: [4] } };
      expect(await stored(store, ANA)).toEqual(expected);
      expect(await stored(other, ANA)).toEqual(expected);
      expect(await stored(store, BEN)).toMatchObject({ revision: 0 });
      expect(await stored(store, BEN_ELSEWHERE)).toMatchObject({ revision: 0 });
    });

    it('proposed twice by a client that reconnected are accepted once, also when they have settled', async () => {
      const store = await open();
      const claim = await store.claim(0);
      expect(await propose(store, ANA, 0, event('a', 1))).toBe('accepted');
      expect(await propose(store, ANA, 0, event('a', 1))).toBe('accepted');
      expect(await stored(store, ANA)).toMatchObject({ revision: 1, pending: { a: [1] } });
      await settle(store, claim, ANA, 0, ['a'], 7);
      expect(await propose(store, ANA, 0, event('a', 1))).toBe('accepted');
      expect(await stored(store, ANA)).toEqual({ revision: 1, part: [7], pending: {} });
    });

    it('let one of many racing proposals win', async () => {
      const store = await open();
      const other = await open();
      const results = await Promise.all(
        Array.from({ length: 8 }, (_, n) => propose(n % 2 === 0 ? store : other, ANA, 0, event(`e${n}`, n))),
      );
      expect(results.filter((result) => result === 'accepted')).toHaveLength(1);
      const { revision, pending } = await stored(store, ANA);
      expect([revision, Object.keys(pending)]).toEqual([1, [`e${results.indexOf('accepted')}`]]);
    });

    it('settle in the commit that has their effect, and leave the revision alone', async () => {
      const store = await open();
      const claim = await store.claim(0);
      await propose(store, ANA, 0, event('a', 1), event('b', 2));
      await propose(store, BEN, 0, event('a', 3));
      expect(await settle(store, claim, ANA, 5, ['a'], 7)).toBe('fenced');
      expect(await stored(store, ANA)).toMatchObject({ part: null, pending: { a: [1], b: [2] } });
      expect(await settle(store, claim, ANA, 0, ['a', 'never proposed'], 7)).toBe('committed');
      expect(await stored(store, ANA)).toEqual({ revision: 1, part: [7], pending: { b: [2] } });
      expect(await stored(store, BEN)).toMatchObject({ pending: { a: [3] } });
      expect(await propose(store, ANA, 1, event('c', 4))).toBe('accepted');
    });

    it('settle also where nothing else changes', async () => {
      const store = await open();
      const claim = await store.claim(0);
      await propose(store, ANA, 0, event('a', 1));
      expect(await settle(store, claim, ANA, 0, ['a'])).toBe('committed');
      expect(await stored(store, ANA)).toEqual({ revision: 1, part: null, pending: {} });
      expect(await store.read(ANA)).toBeNull();
      expect(await store.changes(0, 10)).toEqual({ learners: [], cursor: 0 });
    });

    it('that wait are told by partition, oldest first', async () => {
      const store = await open(2);
      const at = (partition: number, learner: LearnerRef, proposedAt: number, one: SettingsEvent) =>
        store.proposeSettings(partition, learner, { expectedRevision: 0, proposedAt, events: [one] });
      await at(0, ANA, 1_700_000_000_000_003, event('a', 1));
      await at(0, BEN, 1_700_000_000_000_001, event('b', 2));
      await at(0, BEN_ELSEWHERE, 1_700_000_000_000_002, event('c', 3));
      await at(1, DORA, 1_700_000_000_000_000, event('d', 4));
      const told = async (partition: number, by: number, limit = 10) =>
        (await store.pendingSettings(partition, by, limit)).map((one) => ({
          ...one,
          bytes: plain(one.bytes),
        }));
      expect(await told(0, 1_700_000_000_000_002)).toEqual([
        { ...BEN, eventId: 'b', bytes: [2] },
        { ...BEN_ELSEWHERE, eventId: 'c', bytes: [3] },
      ]);
      expect(await told(0, 1_700_000_000_000_009, 1)).toEqual([{ ...BEN, eventId: 'b', bytes: [2] }]);
      expect(await told(0, 1_700_000_000_000_000)).toEqual([]);
      expect(await told(1, 1_700_000_000_000_000)).toEqual([{ ...DORA, eventId: 'd', bytes: [4] }]);
      await settle(store, await store.claim(0), BEN, 0, ['b']);
      expect((await told(0, 1_700_000_000_000_009)).map(({ eventId }) => eventId)).toEqual(['c', 'a']);
    });

    it('are kept when the store is opened again', async () => {
      const store = await open();
      await propose(store, ANA, 0, event('a', 1));
      await store.close();
      expect(await stored(await open(), ANA)).toEqual({ revision: 1, part: null, pending: { a: [1] } });
    });

    it('hold what was accepted and not settled, whatever comes in which order', async () => {
      const store = await open();
      const claim = await store.claim(0);
      const step = fc.oneof(
        fc.record({ revision: fc.nat(4), event: fc.constantFrom('a', 'b', 'c') }),
        fc.record({ settle: fc.constantFrom('a', 'b', 'c') }),
      );
      let run = 0;
      let from = 0;
      await fc.assert(
        fc.asyncProperty(fc.array(step, { maxLength: 12 }), async (steps) => {
          const learner = { courseId: 'course-a', learnerId: `learner ${++run}` };
          let revision = 0;
          let last: string | null = null;
          const pending = new Set<string>();
          for (const one of steps) {
            if ('settle' in one) {
              await settle(store, claim, learner, from++, [one.settle]);
              pending.delete(one.settle);
              continue;
            }
            const isRepeat = revision === one.revision + 1 && last === one.event;
            const accepted = isRepeat || revision === one.revision;
            expect(await propose(store, learner, one.revision, event(one.event, 1))).toBe(
              accepted ? 'accepted' : 'conflict',
            );
            if (!accepted || isRepeat) continue;
            revision += 1;
            last = one.event;
            pending.add(one.event);
          }
          const found = await stored(store, learner);
          expect([found.revision, Object.keys(found.pending)]).toEqual([revision, [...pending].sort()]);
        }),
        { numRuns: 60 },
      );
    });
  });
}
