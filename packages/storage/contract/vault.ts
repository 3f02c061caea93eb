import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { SealedRows } from '../src/vault/port.ts';
import { ANA, BEN, BEN_ELSEWHERE, bytes, plain } from './samples.ts';

/** A place for data, empty when it is made; opening again gives a second set of rows over the same data. */
export interface SealedRowsHarness {
  open(): Promise<SealedRows>;
  /** Removes the data; all that was opened is closed by then. */
  destroy(): Promise<void>;
}

/** Everything an adapter of `SealedRows` must do, through the port alone. */
export function sealedRowsContract(name: string, makeHarness: () => Promise<SealedRowsHarness>): void {
  describe(`${name} as rows of the e-mail vault`, () => {
    let harness: SealedRowsHarness;
    let opened: SealedRows[] = [];
    const open = async () => {
      const rows = await harness.open();
      opened.push(rows);
      return rows;
    };
    const kept = async (rows: SealedRows, learner = ANA) => plain(await rows.read(learner));

    beforeEach(async () => {
      harness = await makeHarness();
    });
    afterEach(async () => {
      for (const rows of opened) await rows.close();
      opened = [];
      await harness.destroy();
    });

    it('keeps bytes by course and learner, for every process and after a restart', async () => {
      const rows = await open();
      const other = await open();
      expect(await kept(rows)).toBeNull();
      await rows.write(ANA, 1, bytes(0, 255, 10));
      await other.write(BEN, 1, bytes(2));
      await rows.write(BEN_ELSEWHERE, 1, bytes(3));
      await rows.close();
      expect(await kept(other)).toEqual([0, 255, 10]);
      expect(await kept(await open(), BEN)).toEqual([2]);
      expect(await kept(other, BEN_ELSEWHERE)).toEqual([3]);
    });

    it('ends in the same whatever order writes come in, however often', async () => {
      const rows = await open();
      const write = fc.record({
        at: fc.integer({ min: 1_700_000_000_000_000, max: 1_700_000_000_000_004 }),
        isRemoval: fc.boolean(),
      });
      let runs = 0;
      await fc.assert(
        fc.asyncProperty(fc.array(write, { minLength: 1, maxLength: 8 }), async (writes) => {
          const learner = { ...ANA, learnerId: `ana ${++runs}` };
          // What is kept at a time is the same in each repeat of it.
          for (const { at, isRemoval } of writes) {
            await rows.write(learner, at, isRemoval ? null : bytes(at % 256));
          }
          const last = Math.max(...writes.map(({ at }) => at));
          const isRemoved = writes.some(({ at, isRemoval }) => at === last && isRemoval);
          expect(await kept(rows, learner)).toEqual(isRemoved ? null : [last % 256]);
        }),
        { numRuns: 60 },
      );
    });

    it('erases all that stands under ids of a course, and nothing else', async () => {
      const rows = await open();
      await rows.write(ANA, 5, bytes(1));
      await rows.write(BEN, 5, null);
      await rows.write(BEN_ELSEWHERE, 5, bytes(3));
      const person = { courseId: ANA.courseId, ids: ['ana', 'ben', 'nobody'] };
      expect(await rows.erase(person)).toBe(2);
      expect(await rows.erase(person)).toBe(0);
      expect(await rows.erase({ ...person, ids: [] })).toBe(0);
      expect([await kept(rows), await kept(rows, BEN)]).toEqual([null, null]);
      expect(await kept(rows, BEN_ELSEWHERE)).toEqual([3]);
      // No time was left behind that an earlier one would lose to.
      await rows.write(ANA, 1, bytes(9));
      expect(await kept(rows)).toEqual([9]);
    });

    it('notes the first key, for every process', async () => {
      const rows = await open();
      expect(await rows.noteKey('a')).toBe('a');
      expect(await (await open()).noteKey('b')).toBe('a');
      expect(await rows.noteKey('a')).toBe('a');
    });

    it('says that it is closed', async () => {
      const rows = await open();
      await rows.close();
      await rows.close();
      await expect(rows.read(ANA)).rejects.toMatchObject({ code: 'STORE_CLOSED' });
    });
  });
}
