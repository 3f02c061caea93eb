import { describe, expect, it } from 'vitest';
import type { Place } from './index.ts';

const LONG_MS = 60_000;
const SHORT_MS = 20;
const DEADLINE_MS = 10_000;

export function leaseContract({ open }: Place): void {
  describe('leases', () => {
    it('have one owner at a time, who may take them again', async () => {
      const { leases } = await open();
      const { leases: others } = await open();
      expect(await leases.acquire('fetcher', 'a', LONG_MS)).toBe(true);
      expect(await others.acquire('fetcher', 'b', LONG_MS)).toBe(false);
      expect(await others.acquire('another', 'b', LONG_MS)).toBe(true);
      expect(await leases.acquire('fetcher', 'a', LONG_MS)).toBe(true);
    });

    it('are renewed by their owner only', async () => {
      const { leases } = await open();
      expect(await leases.renew('fetcher', 'a', LONG_MS)).toBe(false);
      await leases.acquire('fetcher', 'a', LONG_MS);
      expect(await leases.renew('fetcher', 'a', LONG_MS)).toBe(true);
      expect(await leases.renew('fetcher', 'b', LONG_MS)).toBe(false);
    });

    it('are given back by their owner only, and are then free at once', async () => {
      const { leases } = await open();
      await leases.acquire('fetcher', 'a', LONG_MS);
      await leases.release('fetcher', 'b');
      expect(await leases.acquire('fetcher', 'b', LONG_MS)).toBe(false);
      await leases.release('fetcher', 'a');
      expect(await leases.renew('fetcher', 'a', LONG_MS)).toBe(false);
      expect(await leases.acquire('fetcher', 'b', LONG_MS)).toBe(true);
    });

    it('are free when their time is over, and then no longer renewed', async () => {
      const { leases } = await open();
      await leases.acquire('fetcher', 'a', SHORT_MS);
      const deadline = Date.now() + DEADLINE_MS;
      while (!(await leases.acquire('fetcher', 'b', LONG_MS))) {
        if (Date.now() > deadline) throw new Error('the lease never came free');
      }
      expect(await leases.renew('fetcher', 'a', LONG_MS)).toBe(false);
    });

    it('last as long as they were renewed for', async () => {
      const { leases } = await open();
      await leases.acquire('fetcher', 'a', SHORT_MS);
      if (!(await leases.renew('fetcher', 'a', LONG_MS))) await leases.acquire('fetcher', 'a', LONG_MS);
      const over = Date.now() + 2 * SHORT_MS;
      do expect(await leases.acquire('fetcher', 'b', LONG_MS)).toBe(false);
      while (Date.now() < over);
    });
  });
}
