import type { DatabaseSync } from 'node:sqlite';
import type { Commit, LearnerMeta, LearnerRecord, LearnerRef, LoadedPart, PartRef } from '../port.ts';
import type { Identifiers } from './identifiers.ts';
import { blob, integer, type Row, text } from './rows.ts';

export interface Learners {
  load(partition: number, parts: readonly PartRef[]): LoadedPart[];
  meta(learner: LearnerRef): LearnerMeta | null;
  read(learner: LearnerRef): LearnerRecord | null;
  write(partition: number, commit: Pick<Commit, 'parts' | 'learners'>): void;
  /** Up to `limit` learners of a partition after `after`, ascending by the UTF-8 bytes of course and learner. */
  page(partition: number, courseId: string | undefined, after: LearnerRef, limit: number): LearnerRecord[];
  changes(since: number, limit: number): { learners: LearnerRef[]; cursor: number };
}

/** Parts and metadata of learners. All of it runs inside the caller's transaction. */
export function createLearners(db: DatabaseSync, ids: Identifiers): Learners {
  const selectPart = db.prepare('SELECT bytes FROM store_part WHERE part = ? AND learner = ?');
  // CROSS JOIN keeps this order: the few part names first, then one look-up each.
  const selectParts = db.prepare(`
    SELECT n.name, p.bytes FROM store_learner l
    CROSS JOIN store_part_name n ON n.partition = l.partition AND n.course_id = l.course_id
    CROSS JOIN store_part p ON p.part = n.id AND p.learner = l.id
    WHERE l.id = ?`);
  const setPart = db.prepare(
    'INSERT INTO store_part VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET bytes = excluded.bytes',
  );
  const selectMeta = db.prepare(
    'SELECT revision, published_at, processed_at FROM store_learner_meta WHERE learner = ?',
  );
  const setMeta = db.prepare(`
    INSERT INTO store_learner_meta (learner, revision, published_at, processed_at, change) VALUES (?, ?, ?, ?, ?)
    ON CONFLICT DO UPDATE SET revision = excluded.revision, published_at = excluded.published_at,
      processed_at = excluded.processed_at, change = excluded.change`);
  const selectLastChange = db.prepare('SELECT last_change FROM store_layout');
  const setLastChange = db.prepare('UPDATE store_layout SET last_change = ?');
  const selectChanges = db.prepare(`
    SELECT l.course_id, l.learner_id, m.change FROM store_learner_meta m
    CROSS JOIN store_learner l ON l.id = m.learner
    WHERE m.change > ? ORDER BY m.change LIMIT ?`);
  const page = `
    SELECT l.id, l.course_id, l.learner_id, m.revision, m.published_at, m.processed_at FROM store_learner l
    CROSS JOIN store_learner_meta m ON m.learner = l.id`;
  const selectPage = db.prepare(
    `${page} WHERE l.partition = ? AND (l.course_id, l.learner_id) > (?, ?)
     ORDER BY l.course_id, l.learner_id LIMIT ?`,
  );
  const selectCoursePage = db.prepare(
    `${page} WHERE l.partition = ? AND l.course_id = ? AND l.learner_id > ? ORDER BY l.learner_id LIMIT ?`,
  );

  function partsOf(id: number): Map<string, Uint8Array> {
    return new Map(selectParts.all(id).map((row) => [text(row, 'name'), blob(row, 'bytes')]));
  }

  function metaOf(id: number): LearnerMeta | null {
    const row = selectMeta.get(id);
    return row === undefined ? null : toMeta(row);
  }

  function lastChange(): number {
    return integer(selectLastChange.get() ?? {}, 'last_change');
  }

  return {
    load: (partition, parts) =>
      parts.map((ref) => {
        const learner = ids.findLearner(ref);
        const part = learner === null ? null : ids.findPart(partition, ref);
        const row = part === null ? undefined : selectPart.get(part, learner);
        return row === undefined ? null : blob(row, 'bytes');
      }),

    meta(learner) {
      const id = ids.findLearner(learner);
      return id === null ? null : metaOf(id);
    },

    read(learner) {
      const id = ids.findLearner(learner);
      const meta = id === null ? null : metaOf(id);
      if (id === null || meta === null) return null;
      return { courseId: learner.courseId, learnerId: learner.learnerId, meta, parts: partsOf(id) };
    },

    write(partition, { parts, learners }) {
      for (const change of parts) {
        setPart.run(ids.partId(partition, change), ids.learnerId(partition, change), change.bytes);
      }
      if (learners.length === 0) return;
      let change = lastChange();
      for (const learner of learners) {
        const id = ids.learnerId(partition, learner);
        setMeta.run(id, learner.revision, learner.publishedAt, learner.processedAt, ++change);
      }
      setLastChange.run(change);
    },

    page(partition, courseId, after, limit) {
      const rows =
        courseId === undefined
          ? selectPage.all(partition, after.courseId, after.learnerId, limit)
          : selectCoursePage.all(partition, courseId, after.learnerId, limit);
      return rows.map((row) => ({
        courseId: text(row, 'course_id'),
        learnerId: text(row, 'learner_id'),
        meta: toMeta(row),
        parts: partsOf(integer(row, 'id')),
      }));
    },

    changes(since, limit) {
      // A cursor from beyond the end: the store went back in time, and anything may have changed.
      const from = since > lastChange() ? 0 : since;
      const rows = selectChanges.all(from, limit);
      const last = rows.at(-1);
      return {
        learners: rows.map((row) => ({
          courseId: text(row, 'course_id'),
          learnerId: text(row, 'learner_id'),
        })),
        cursor: last === undefined ? from : integer(last, 'change'),
      };
    },
  };
}

function toMeta(row: Row): LearnerMeta {
  return {
    revision: text(row, 'revision'),
    publishedAt: integer(row, 'published_at'),
    processedAt: integer(row, 'processed_at'),
  };
}
