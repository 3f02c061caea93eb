import { randomUUID } from 'node:crypto';
import type { DatabaseSync } from 'node:sqlite';
import type { LearnerIds } from '../port.ts';
import type { Cohorts } from './cohorts.ts';
import { integer, text } from './rows.ts';

export interface Erasures {
  all(): Set<string>;
  add(digest: string): void;
  /** Removes a learner and takes every claim away. @returns how many rows were removed */
  erase(learner: LearnerIds): number;
}

/** Digests of learners to forget; there is no way to take one off the list. */
export function createErasures(db: DatabaseSync, cohorts: Pick<Cohorts, 'drop'>): Erasures {
  const select = db.prepare('SELECT digest FROM store_erasure');
  const insert = db.prepare('INSERT OR IGNORE INTO store_erasure VALUES (?)');
  const selectLearner = db.prepare('SELECT id FROM store_learner WHERE course_id = ? AND learner_id = ?');
  const rename = db.prepare('UPDATE store_learner SET learner_id = ? WHERE id = ?');
  const fence = db.prepare('UPDATE store_claim SET id = ?');
  const ofLearner = [
    db.prepare(`DELETE FROM store_part WHERE learner = ?1 AND part IN (
      SELECT n.id FROM store_learner l
      JOIN store_part_name n ON n.partition = l.partition AND n.course_id = l.course_id WHERE l.id = ?1)`),
    db.prepare('DELETE FROM store_learner_meta WHERE learner = ?'),
  ];
  const ofId = [
    db.prepare('DELETE FROM store_settings WHERE course_id = ? AND learner_id = ?'),
    db.prepare('DELETE FROM store_history WHERE course_id = ? AND learner_id = ?'),
    db.prepare('DELETE FROM store_pending_settings WHERE course_id = ? AND learner_id = ?'),
    db.prepare('DELETE FROM store_id_map WHERE course_id = ? AND table_id = ?'),
    db.prepare('DELETE FROM store_id_map WHERE course_id = ? AND dashboard_id = ?'),
  ];

  return {
    erase({ courseId, ids }) {
      let removed = 0;
      for (const id of ids) {
        const row = selectLearner.get(courseId, id);
        if (row !== undefined) {
          const learner = integer(row, 'id');
          for (const statement of ofLearner) removed += Number(statement.run(learner).changes);
          // The row stays without a name: its number may stand in caches, and must not come to mean another learner.
          rename.run(randomUUID(), learner);
        }
        for (const statement of ofId) removed += Number(statement.run(courseId, id).changes);
      }
      cohorts.drop(courseId);
      fence.run(randomUUID());
      return removed;
    },
    all: () => new Set(select.all().map((row) => text(row, 'digest'))),
    add: (digest) => {
      insert.run(digest);
    },
  };
}
