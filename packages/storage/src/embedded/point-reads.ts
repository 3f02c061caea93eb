import type { DatabaseSync } from 'node:sqlite';

/** Most answers kept; each is a small object or a string. */
const CAPACITY = 20_000;

/** Point reads that are asked for again and again while nothing changes: every request of a gateway asks some. */
export interface PointReads {
  /** What `read` gave for this key, unless the file has changed since. */
  get<T extends object | string | number | null>(key: string, read: () => T): T;
  /** To be called after each write through this connection, which SQLite's data version does not tell of. */
  forget(): void;
}

/** For how long one look at the data version is good, in milliseconds. */
const LOOK_LASTS = 1;

/**
 * Commits of this connection are known at once; those of others change `PRAGMA data_version`, which is looked at
 * at most once a millisecond, since the look costs as much as the reads it saves.
 *
 * @param now monotonic milliseconds; not the deployment's clock, which may stand still
 */
export function createPointReads(db: DatabaseSync, now: () => number = () => performance.now()): PointReads {
  const kept = new Map<string, { readonly answer: unknown }>();
  const dataVersion = db.prepare('PRAGMA data_version');
  let seen: unknown;
  let lookedAt = Number.NEGATIVE_INFINITY;

  function look(): void {
    const at = now();
    if (at - lookedAt < LOOK_LASTS) return;
    lookedAt = at;
    const version = dataVersion.get()?.data_version;
    if (version !== seen) kept.clear();
    seen = version;
  }

  return {
    get<T extends object | string | number | null>(key: string, read: () => T): T {
      look();
      const present = kept.get(key);
      // The key names the read, so what is kept under it is what that read gave.
      if (present !== undefined) return present.answer as T;
      const answer = read();
      if (kept.size >= CAPACITY) kept.clear();
      kept.set(key, { answer });
      return answer;
    },
    forget: () => kept.clear(),
  };
}
