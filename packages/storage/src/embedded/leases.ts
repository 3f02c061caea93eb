import type { DatabaseSync } from 'node:sqlite';
import type { Clock } from '@learning-tracker/runtime';

export interface StoredLeases {
  acquire(name: string, owner: string, ttlMs: number): boolean;
  renew(name: string, owner: string, ttlMs: number): boolean;
  release(name: string, owner: string): void;
}

const MICROS_PER_MILLI = 1_000;

/** Leases by the clock of the machine, which all processes on a file share. */
export function createLeases(db: DatabaseSync, clock: Clock): StoredLeases {
  const take = db.prepare(`
    INSERT INTO store_lease VALUES (:name, :owner, :until)
    ON CONFLICT (name) DO UPDATE SET owner = excluded.owner, until = excluded.until
    WHERE owner = excluded.owner OR until <= :now
  `);
  const prolong = db.prepare(
    'UPDATE store_lease SET until = :until WHERE name = :name AND owner = :owner AND until > :now',
  );
  const remove = db.prepare('DELETE FROM store_lease WHERE name = ? AND owner = ?');
  const until = (now: number, ttlMs: number) => now + ttlMs * MICROS_PER_MILLI;

  return {
    acquire(name, owner, ttlMs) {
      const now = clock.now();
      return take.run({ name, owner, until: until(now, ttlMs), now }).changes > 0;
    },
    renew(name, owner, ttlMs) {
      const now = clock.now();
      return prolong.run({ name, owner, until: until(now, ttlMs), now }).changes > 0;
    },
    release(name, owner) {
      remove.run(name, owner);
    },
  };
}
