import type { DatabaseSync } from 'node:sqlite';
import { TrackerError } from '@learning-tracker/runtime';
import type { LearnerRef, PartRef } from '../port.ts';
import { integer } from './rows.ts';

/** Some 10 MB; a full cache is emptied, because keeping the order of use costs more than looking ids up again. */
const CACHED_IDS = 50_000;

export interface Identifiers {
  /** Null where the store does not know the learner. */
  findLearner(learner: LearnerRef): number | null;
  findPart(partition: number, part: PartRef): number | null;
  /** Gives an id where there is none; inside a write transaction. */
  learnerId(partition: number, learner: LearnerRef): number;
  partId(partition: number, part: PartRef): number;
  /** After a rollback: ids given in it do not exist. */
  forget(): void;
}

interface LearnerRow {
  readonly id: number;
  readonly partition: number;
}

/**
 * Small integers for learners and part names, so that the rows of parts stay small and close together.
 * A committed id never changes, so the caches need no invalidation but after a rollback.
 */
export function createIdentifiers(db: DatabaseSync): Identifiers {
  const learners = new Map<string, LearnerRow>();
  const parts = new Map<string, number>();
  const selectLearner = db.prepare(
    'SELECT id, partition FROM store_learner WHERE course_id = ? AND learner_id = ?',
  );
  const insertLearner = db.prepare(
    'INSERT INTO store_learner (partition, course_id, learner_id) VALUES (?, ?, ?) RETURNING id',
  );
  const selectPart = db.prepare(
    'SELECT id FROM store_part_name WHERE partition = ? AND course_id = ? AND name = ?',
  );
  const insertPart = db.prepare(
    'INSERT INTO store_part_name (partition, course_id, name) VALUES (?, ?, ?) RETURNING id',
  );

  function learnerRow({ courseId, learnerId }: LearnerRef): LearnerRow | null {
    const key = `${courseId}\0${learnerId}`;
    const cached = learners.get(key);
    if (cached !== undefined) return cached;
    const row = selectLearner.get(courseId, learnerId);
    if (row === undefined) return null;
    const found = { id: integer(row, 'id'), partition: integer(row, 'partition') };
    remember(learners, key, found);
    return found;
  }

  function findPart(partition: number, { courseId, part }: PartRef): number | null {
    const key = `${partition}\0${courseId}\0${part}`;
    const cached = parts.get(key);
    if (cached !== undefined) return cached;
    const row = selectPart.get(partition, courseId, part);
    if (row === undefined) return null;
    const id = integer(row, 'id');
    remember(parts, key, id);
    return id;
  }

  return {
    findLearner: (learner) => learnerRow(learner)?.id ?? null,
    findPart,
    learnerId(partition, learner) {
      const known = learnerRow(learner);
      if (known === null) {
        const row = insertLearner.get(partition, learner.courseId, learner.learnerId);
        return integer(row ?? {}, 'id');
      }
      if (known.partition === partition) return known.id;
      throw new TrackerError(
        'STORE_PARTITION_UNKNOWN',
        `Learner ${learner.learnerId} of course ${learner.courseId} is in partition ${known.partition}, not ${partition}.`,
        'All processes must use the same partitioner and partition count.',
      );
    },
    partId(partition, ref) {
      const known = findPart(partition, ref);
      return known ?? integer(insertPart.get(partition, ref.courseId, ref.part) ?? {}, 'id');
    },
    forget() {
      learners.clear();
      parts.clear();
    },
  };
}

function remember<V>(cache: Map<string, V>, key: string, value: V): void {
  if (cache.size >= CACHED_IDS) cache.clear();
  cache.set(key, value);
}
