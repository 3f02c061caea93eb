import type { Clock } from '@learning-tracker/runtime';
import { LRUCache } from 'lru-cache';

export interface WindowCounter {
  /** Counts one. @returns 0 where it may pass, else the seconds to wait */
  count(key: string): number;
}

interface Window {
  readonly endsAt: number;
  count: number;
}

/**
 * Counts by key in windows that each begin with a key's first count. Asked by every request, so it answers at once:
 * the library that counts addresses answers by promise.
 *
 * @param deps.capacity how many keys are kept; the one that was counted longest ago goes first
 */
export function createWindowCounter(deps: {
  readonly most: number;
  readonly windowMs: number;
  readonly capacity: number;
  readonly clock: Clock;
}): WindowCounter {
  const { most, clock } = deps;
  const lasts = deps.windowMs * 1_000;
  const windows = new LRUCache<string, Window>({ max: deps.capacity });
  return {
    count(key) {
      const now = clock.now();
      const window = windows.get(key);
      // A clock that went back must not keep a window open for longer than it lasts.
      if (window === undefined || now >= window.endsAt || window.endsAt - now > lasts) {
        windows.set(key, { endsAt: now + lasts, count: 1 });
        return 0;
      }
      window.count += 1;
      return window.count <= most ? 0 : Math.ceil((window.endsAt - now) / 1e6);
    },
  };
}
