import { describe, expect, it } from 'vitest';
import type { Place } from './index.ts';
import { ANA, bytes, commitOf, plain, stepOf, TOPIC } from './samples.ts';

export function claimContract({ open }: Place): void {
  describe('a claim', () => {
    it('has an epoch one greater than the last, an id of its own and the positions', async () => {
      const store = await open(2);
      const first = await store.claim(0);
      expect(first).toMatchObject({ partition: 0, epoch: 1, positions: {} });
      await store.commit(0, first, stepOf(ANA, 'grades', bytes(1), 0));
      const second = await store.claim(0);
      expect(second).toMatchObject({ partition: 0, epoch: 2, positions: { [TOPIC]: 1 } });
      expect(second.id).not.toBe(first.id);
    });

    it('is counted by partition, course content being one', async () => {
      const store = await open(2);
      await store.claim(0);
      expect((await store.claim(1)).epoch).toBe(1);
      expect((await store.claim('content')).epoch).toBe(1);
      expect((await store.claim('content')).epoch).toBe(2);
    });

    it('fences the one before it, also from another store over the same data', async () => {
      const zombie = await open();
      const owner = await open();
      const old = await zombie.claim(0);
      const present = await owner.claim(0);
      expect(await zombie.commit(0, old, stepOf(ANA, 'grades', bytes(1), 0))).toBe('fenced');
      expect(await owner.read(ANA)).toBeNull();
      expect(await owner.commit(0, present, stepOf(ANA, 'grades', bytes(2), 0))).toBe('committed');
      expect(await zombie.commit(0, old, stepOf(ANA, 'grades', bytes(1), 0))).toBe('fenced');
      expect(await zombie.commit(0, old, commitOf({}))).toBe('fenced');
      expect(plain((await zombie.read(ANA))?.parts.get('grades'))).toEqual([2]);
    });

    it('must match in its id too: the same epoch of another history is fenced', async () => {
      const store = await open();
      const claim = await store.claim(0);
      const other = { ...claim, id: 'of a store that went back in time' };
      expect(await store.commit(0, other, stepOf(ANA, 'grades', bytes(1), 0))).toBe('fenced');
    });

    it('does not cover another partition', async () => {
      const store = await open(2);
      const claim = await store.claim(0);
      expect(await store.commit(1, claim, commitOf({}))).toBe('fenced');
      await store.claim(1);
      expect(await store.commit(1, claim, commitOf({}))).toBe('fenced');
    });
  });
}
