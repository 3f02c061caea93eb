import type { DatabaseSync } from 'node:sqlite';
import { text } from './rows.ts';

export interface Erasures {
  all(): Set<string>;
  add(digest: string): void;
}

/** Digests of learners to forget; there is no way to take one off the list. */
export function createErasures(db: DatabaseSync): Erasures {
  const select = db.prepare('SELECT digest FROM store_erasure');
  const insert = db.prepare('INSERT OR IGNORE INTO store_erasure VALUES (?)');
  return {
    all: () => new Set(select.all().map((row) => text(row, 'digest'))),
    add: (digest) => {
      insert.run(digest);
    },
  };
}
