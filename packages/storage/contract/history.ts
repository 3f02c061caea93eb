import { describe, expect, it } from 'vitest';
import type { AggregateStore, LearnerRef } from '../src/port.ts';
import type { Place } from './index.ts';
import { ANA, BEN, BEN_ELSEWHERE, bytes, DORA, plain } from './samples.ts';

async function days(store: AggregateStore, learner: LearnerRef, from = 0, to = 99_999) {
  return (await store.history(learner, from, to)).map(({ day, bytes: kept }) => [day, plain(kept)]);
}

export function historyContract({ open }: Place): void {
  describe('history', () => {
    it('is kept by learner and day, ascending, for every store over the data', async () => {
      const store = await open();
      expect(await days(store, ANA)).toEqual([]);
      await store.writeHistory(0, 10, [
        { ...ANA, bytes: bytes(1) },
        { ...BEN, bytes: bytes(2) },
        { ...BEN_ELSEWHERE, bytes: bytes(3) },
      ]);
      await store.writeHistory(0, 9, [{ ...ANA, bytes: bytes(4) }]);
      await store.writeHistory(0, 100, [{ ...ANA, bytes: bytes(5) }]);
      const other = await open();
      expect(await days(other, ANA)).toEqual([
        [9, [4]],
        [10, [1]],
        [100, [5]],
      ]);
      expect(await days(other, BEN)).toEqual([[10, [2]]]);
      expect(await days(other, BEN_ELSEWHERE)).toEqual([[10, [3]]]);
    });

    it('gives the days that are asked for, both ends included', async () => {
      const store = await open();
      for (const day of [1, 2, 3, 4]) await store.writeHistory(0, day, [{ ...ANA, bytes: bytes(day) }]);
      expect(await days(store, ANA, 2, 3)).toEqual([
        [2, [2]],
        [3, [3]],
      ]);
      expect(await days(store, ANA, 5, 9)).toEqual([]);
    });

    it('has one entry a day: the latest', async () => {
      const store = await open();
      await store.writeHistory(0, 7, [{ ...ANA, bytes: bytes(1, 2, 3) }]);
      await store.writeHistory(0, 7, [{ ...ANA, bytes: bytes(4) }]);
      await store.writeHistory(0, 7, []);
      expect(await days(store, ANA)).toEqual([[7, [4]]]);
    });

    it('takes a cohort at once, in each partition its own', async () => {
      const store = await open(2);
      const many = Array.from({ length: 1_200 }, () => ({ ...ANA, bytes: bytes(9) }));
      await store.writeHistory(0, 3, [...many, { ...BEN, bytes: bytes(8) }]);
      await store.writeHistory(1, 3, [{ ...DORA, bytes: bytes(7) }]);
      expect([await days(store, ANA), await days(store, BEN), await days(store, DORA)]).toEqual([
        [[3, [9]]],
        [[3, [8]]],
        [[3, [7]]],
      ]);
    });

    it('is no state: it changes no metadata, scan or feed', async () => {
      const store = await open();
      await store.writeHistory(0, 3, [{ ...ANA, bytes: bytes(1) }]);
      expect(await store.meta(ANA)).toBeNull();
      expect((await store.changes(0, 10)).learners).toEqual([]);
      for await (const record of store.scan(0)) expect.unreachable(record.learnerId);
    });
  });
}
