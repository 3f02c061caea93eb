import { describe, expect, it } from 'vitest';
import type { Place } from './index.ts';

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
}
