import type { DatabaseSync } from 'node:sqlite';
import type { Clock } from '@learning-tracker/runtime';
import { partitionOfBytes } from '../partitioner.ts';
import type { ProducedRecord, TopicPartition } from '../port.ts';
import { integer, transaction } from './database.ts';
import { BLOCK_BYTES, createRecordBlock, type RecordBlock } from './record-block.ts';
import type { Topic, TopicCatalog } from './topic-catalog.ts';

/** A partition that an append writes to. */
interface Target {
  readonly topic: Topic;
  readonly partition: number;
  readonly block: RecordBlock;
  readonly appendedAt: number;
  end: number;
}

/** Appends records in one transaction and says which partitions grew. */
export type Appender = (records: readonly ProducedRecord[]) => readonly TopicPartition[];

/**
 * The appender of a log file. Record time is the clock's, but never before the partition's last one:
 * clocks of several processes differ, and readers search by time.
 */
export function createAppender(db: DatabaseSync, catalog: TopicCatalog, clock: Clock): Appender {
  const head = db.prepare(
    'SELECT end_offset, appended_at FROM log_partition WHERE topic_id = ? AND partition = ?',
  );
  const insert = db.prepare(
    'INSERT INTO log_batch (topic_id, partition, base_offset, count, appended_at, records) VALUES (?, ?, ?, ?, ?, ?)',
  );
  const advance = db.prepare(
    'UPDATE log_partition SET end_offset = ?, appended_at = ? WHERE topic_id = ? AND partition = ?',
  );

  function openTarget(topic: Topic, partition: number, now: number): Target {
    const row = head.get(topic.id, partition);
    const appendedAt = Math.max(now, integer(row?.appended_at));
    return { topic, partition, block: createRecordBlock(), appendedAt, end: integer(row?.end_offset) };
  }

  function flush(target: Target): void {
    const { topic, partition, block, appendedAt } = target;
    const count = block.count;
    insert.run(topic.id, partition, target.end, count, appendedAt, block.take());
    target.end += count;
  }

  return (records) =>
    transaction(db, () => {
      const now = clock.now();
      const targets = new Map<string, (Target | undefined)[]>();
      for (const record of records) {
        const key = Buffer.from(record.key);
        const topic =
          record.partition === undefined
            ? catalog.topic(record.topic)
            : catalog.checkPartition(record.topic, record.partition);
        const partition = record.partition ?? partitionOfBytes(key, topic.partitions);
        let ofTopic = targets.get(record.topic);
        if (ofTopic === undefined) {
          ofTopic = new Array<Target | undefined>(topic.partitions);
          targets.set(record.topic, ofTopic);
        }
        let target = ofTopic[partition];
        if (target === undefined) {
          target = openTarget(topic, partition, now);
          ofTopic[partition] = target;
        }
        target.block.add(key, record.value);
        if (target.block.bytes >= BLOCK_BYTES) flush(target);
      }
      const grown: TopicPartition[] = [];
      for (const target of [...targets.values()].flat()) {
        if (target === undefined) continue;
        if (target.block.count > 0) flush(target);
        advance.run(target.end, target.appendedAt, target.topic.id, target.partition);
        grown.push({ topic: target.topic.name, partition: target.partition });
      }
      return grown;
    });
}
