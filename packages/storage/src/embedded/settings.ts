import type { DatabaseSync } from 'node:sqlite';
import type {
  Commit,
  LearnerRef,
  PendingSettings,
  ProposalResult,
  SettingsProposal,
  StoredSettings,
} from '../port.ts';
import { SETTINGS_PART } from '../port.ts';
import { blob, integer, text } from './rows.ts';

export interface Settings {
  read(learner: LearnerRef): StoredSettings;
  propose(partition: number, learner: LearnerRef, proposal: SettingsProposal): ProposalResult;
  pending(partition: number, proposedBy: number, limit: number): PendingSettings[];
  settle(settled: NonNullable<Commit['settled']>): void;
}

/** Revisions and pending changes of settings, by dashboard id. All of it runs inside the caller's transaction. */
export function createSettings(db: DatabaseSync): Settings {
  const selectRevision = db.prepare(
    'SELECT revision, last_event FROM store_settings WHERE course_id = ? AND learner_id = ?',
  );
  const setRevision = db.prepare('INSERT OR REPLACE INTO store_settings VALUES (?, ?, ?, ?)');
  const selectPart = db.prepare(`
    SELECT p.bytes FROM store_learner l
    CROSS JOIN store_part_name n ON n.partition = l.partition AND n.course_id = l.course_id AND n.name = ?
    CROSS JOIN store_part p ON p.part = n.id AND p.learner = l.id
    WHERE l.course_id = ? AND l.learner_id = ?`);
  const selectOwn = db.prepare(
    'SELECT event_id, bytes FROM store_pending_settings WHERE course_id = ? AND learner_id = ? ORDER BY event_id',
  );
  const selectOld = db.prepare(`
    SELECT course_id, learner_id, event_id, bytes FROM store_pending_settings
    WHERE partition = ? AND proposed_at <= ? ORDER BY proposed_at, course_id, learner_id, event_id LIMIT ?`);
  const insert = db.prepare('INSERT OR REPLACE INTO store_pending_settings VALUES (?, ?, ?, ?, ?, ?)');
  const remove = db.prepare(
    'DELETE FROM store_pending_settings WHERE course_id = ? AND learner_id = ? AND event_id = ?',
  );

  function revisionOf({ courseId, learnerId }: LearnerRef): { revision: number; lastEvent: string | null } {
    const row = selectRevision.get(courseId, learnerId);
    if (row === undefined) return { revision: 0, lastEvent: null };
    return { revision: integer(row, 'revision'), lastEvent: text(row, 'last_event') };
  }

  return {
    read(learner) {
      const part = selectPart.get(SETTINGS_PART, learner.courseId, learner.learnerId);
      return {
        revision: revisionOf(learner).revision,
        part: part === undefined ? null : blob(part, 'bytes'),
        pending: selectOwn.all(learner.courseId, learner.learnerId).map((row) => ({
          eventId: text(row, 'event_id'),
          bytes: blob(row, 'bytes'),
        })),
      };
    },
    propose(partition, learner, { expectedRevision, proposedAt, events }) {
      const { courseId, learnerId } = learner;
      const { revision, lastEvent } = revisionOf(learner);
      const [first] = events;
      if (revision === expectedRevision + 1 && lastEvent === first.eventId) return 'accepted';
      if (revision !== expectedRevision) return 'conflict';
      setRevision.run(courseId, learnerId, revision + 1, first.eventId);
      for (const { eventId, bytes } of events) {
        insert.run(courseId, learnerId, eventId, partition, proposedAt, bytes);
      }
      return 'accepted';
    },
    pending: (partition, proposedBy, limit) =>
      selectOld.all(partition, proposedBy, limit).map((row) => ({
        courseId: text(row, 'course_id'),
        learnerId: text(row, 'learner_id'),
        eventId: text(row, 'event_id'),
        bytes: blob(row, 'bytes'),
      })),
    settle(settled) {
      for (const { courseId, learnerId, eventId } of settled) remove.run(courseId, learnerId, eventId);
    },
  };
}
