import type { Leases } from '../port.ts';
import type { Keys } from './keys.ts';
import { integerReply } from './replies.ts';
import type { Scripts } from './scripts.ts';

/** Leases by the clock of the server that holds the names of all. */
export function createLeases(scripts: Scripts, keys: Keys): Leases {
  const run = async (script: 'lease-acquire-1' | 'lease-renew-1', name: string, args: [string, number]) =>
    integerReply(await scripts.run(script, [keys.content.lease(name)], args)) === 1;
  return {
    acquire: (name, owner, ttlMs) => run('lease-acquire-1', name, [owner, ttlMs]),
    renew: (name, owner, ttlMs) => run('lease-renew-1', name, [owner, ttlMs]),
    async release(name, owner) {
      await scripts.run('lease-release-1', [keys.content.lease(name)], [owner]);
    },
  };
}
