import { describe, expect, it } from 'vitest';
import type { Place } from './index.ts';
import { ANA, bytes, plainParts, steps } from './samples.ts';

export function openingContract({ open }: Place): void {
  describe('opening', () => {
    it('keeps the partition count of the first start and refuses any other', async () => {
      const store = await open(2);
      expect(store.partitions).toBe(2);
      await expect(open(3)).rejects.toMatchObject({ code: 'STORE_PARTITIONS_MISMATCH' });
      expect((await open(2)).partitions).toBe(2);
    });

    it('knows nothing at first', async () => {
      const store = await open();
      expect(await store.meta(ANA)).toBeNull();
      expect(await store.read(ANA)).toBeNull();
      expect(await store.courses()).toEqual([]);
      expect(await store.progress()).toEqual([]);
      expect(await store.changes(0, 10)).toEqual({ learners: [], cursor: 0 });
    });

    it('refuses a partition that it does not have', async () => {
      const store = await open(2);
      await expect(store.claim(2)).rejects.toMatchObject({ code: 'STORE_PARTITION_UNKNOWN' });
      await expect(store.load(-1, [])).rejects.toMatchObject({ code: 'STORE_PARTITION_UNKNOWN' });
    });

    it('keeps what was committed when it is opened again', async () => {
      const first = await open();
      await steps(first, await first.claim(0), [{ learner: ANA, part: 'grades', bytes: bytes(1, 2) }]);
      await first.close();
      const second = await open();
      expect(plainParts((await second.read(ANA))?.parts)).toEqual({ grades: [1, 2] });
      expect((await second.claim(0)).epoch).toBe(2);
    });

    it('refuses to work once it is closed; closing twice is fine', async () => {
      const store = await open();
      await store.close();
      await store.close();
      await expect((async () => store.meta(ANA))()).rejects.toMatchObject({ code: 'STORE_CLOSED' });
    });
  });
}
