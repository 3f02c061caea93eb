import type { DatabaseSync } from 'node:sqlite';
import { TrackerError } from '@learning-tracker/runtime';
import type { TopicSpec } from '../port.ts';
import { integer, transaction } from './database.ts';

export interface Topic extends TopicSpec {
  readonly id: number;
}

/** Which topics the file holds. Topics are never removed nor resized, so what was read once stays true. */
export interface TopicCatalog {
  /** All or nothing; throws `LOG_TOPIC_MISMATCH`. */
  ensure(specs: readonly TopicSpec[]): void;
  /** Throws `LOG_TOPIC_UNKNOWN`. */
  topic(name: string): Topic;
  /** Throws `LOG_TOPIC_UNKNOWN`, `LOG_PARTITION_UNKNOWN`. */
  checkPartition(name: string, partition: number): Topic;
}

export function createTopicCatalog(db: DatabaseSync): TopicCatalog {
  const find = db.prepare('SELECT id, partitions FROM log_topic WHERE name = ?');
  const addTopic = db.prepare('INSERT INTO log_topic (name, partitions) VALUES (?, ?)');
  const addPartition = db.prepare('INSERT INTO log_partition VALUES (?, ?, 0, 0, 0)');
  const known = new Map<string, Topic>();

  function lookUp(name: string): Topic | undefined {
    const cached = known.get(name);
    if (cached !== undefined) return cached;
    const row = find.get(name);
    if (row === undefined) return undefined;
    const topic = { name, id: integer(row.id), partitions: integer(row.partitions) };
    known.set(name, topic);
    return topic;
  }

  function topicOf(name: string): Topic {
    const topic = lookUp(name);
    if (topic !== undefined) return topic;
    throw new TrackerError(
      'LOG_TOPIC_UNKNOWN',
      `the log has no topic "${name}"`,
      'Create it first with ensureTopics().',
    );
  }

  function create({ name, partitions }: TopicSpec): void {
    if (!Number.isSafeInteger(partitions) || partitions < 1) {
      throw new TrackerError(
        'LOG_TOPIC_MISMATCH',
        `topic "${name}" cannot have ${partitions} partitions`,
        'Give a whole number of at least 1.',
      );
    }
    const id = Number(addTopic.run(name, partitions).lastInsertRowid);
    for (let partition = 0; partition < partitions; partition += 1) addPartition.run(id, partition);
  }

  return {
    ensure: (specs) => {
      transaction(db, () => {
        for (const spec of specs) {
          const row = find.get(spec.name);
          if (row === undefined) create(spec);
          else if (integer(row.partitions) !== spec.partitions) throw mismatch(spec, integer(row.partitions));
        }
      });
    },
    topic: topicOf,
    checkPartition: (name, partition) => {
      const topic = topicOf(name);
      if (Number.isSafeInteger(partition) && partition >= 0 && partition < topic.partitions) return topic;
      throw new TrackerError(
        'LOG_PARTITION_UNKNOWN',
        `topic "${name}" has no partition ${partition}, only 0 to ${topic.partitions - 1}`,
        'Give a partition of the topic, or none, so that the key decides.',
      );
    },
  };
}

function mismatch(spec: TopicSpec, partitions: number): TrackerError {
  return new TrackerError(
    'LOG_TOPIC_MISMATCH',
    `topic "${spec.name}" has ${partitions} partitions, not ${spec.partitions}`,
    `Start with ${partitions} partitions, or replay into a new log: keys lie where the old number put them.`,
  );
}
