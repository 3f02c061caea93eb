import type { DatabaseSync } from 'node:sqlite';
import type { TopicPartition } from '../port.ts';
import { integer, text } from './database.ts';
import type { Topic } from './topic-catalog.ts';

/** Positions last resolved by the groups. */
export interface GroupOffsets {
  get(group: string, topic: Topic, partition: number): number | undefined;
  set(group: string, topic: Topic, partition: number, offset: number): void;
  all(group: string): readonly (TopicPartition & { readonly offset: number })[];
}

export function createGroupOffsets(db: DatabaseSync): GroupOffsets {
  const find = db.prepare(
    'SELECT next_offset FROM log_group_offset WHERE group_name = ? AND topic_id = ? AND partition = ?',
  );
  const put = db.prepare(
    `INSERT INTO log_group_offset VALUES (?, ?, ?, ?)
     ON CONFLICT DO UPDATE SET next_offset = excluded.next_offset`,
  );
  const list = db.prepare(
    `SELECT name, partition, next_offset FROM log_group_offset JOIN log_topic ON log_topic.id = topic_id
     WHERE group_name = ? ORDER BY name, partition`,
  );

  return {
    get: (group, topic, partition) => {
      const row = find.get(group, topic.id, partition);
      return row === undefined ? undefined : integer(row.next_offset);
    },
    set: (group, topic, partition, offset) => {
      put.run(group, topic.id, partition, offset);
    },
    all: (group) =>
      list.all(group).map((row) => ({
        topic: text(row.name),
        partition: integer(row.partition),
        offset: integer(row.next_offset),
      })),
  };
}
