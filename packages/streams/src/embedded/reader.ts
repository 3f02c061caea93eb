import type { DatabaseSync } from 'node:sqlite';
import type { Micros } from '@learning-tracker/metrics';
import { checkOffset } from '../offset-range.ts';
import type { LogRecord, PartitionOffsets, RecordBatch } from '../port.ts';
import { blob, integer } from './database.ts';
import { type Room, readBlock } from './record-block.ts';
import type { Topic } from './topic-catalog.ts';

export interface ReadRequest {
  readonly topic: Topic;
  readonly partition: number;
  readonly from: number;
  /** Exclusive; default: the end. */
  readonly to?: number;
  readonly maxRecords: number;
  readonly maxBytes: number;
}

/** Reads partitions of a log file; each call sees everything committed before it. */
export interface Reader {
  offsets(topic: Topic, partition: number): PartitionOffsets;
  /** First offset with a record time of `at` or later, else the end. */
  offsetAt(topic: Topic, partition: number, at: Micros): number;
  /** The next records, or undefined at the end. Throws `LOG_OFFSET_OUT_OF_RANGE`. */
  batch(request: ReadRequest): RecordBatch | undefined;
}

export function createReader(db: DatabaseSync): Reader {
  const bounds = db.prepare(
    'SELECT begin_offset, end_offset FROM log_partition WHERE topic_id = ? AND partition = ?',
  );
  const firstSince = db.prepare(
    `SELECT base_offset FROM log_batch WHERE topic_id = ? AND partition = ? AND appended_at >= ?
     ORDER BY base_offset LIMIT 1`,
  );
  const blocks = db.prepare(
    `SELECT base_offset, count, appended_at, records FROM log_batch
     WHERE topic_id = :topic AND partition = :partition AND base_offset < :to AND base_offset >= (
       SELECT coalesce(max(base_offset), 0) FROM log_batch
       WHERE topic_id = :topic AND partition = :partition AND base_offset <= :from)
     ORDER BY base_offset`,
  );

  function offsets(topic: Topic, partition: number): PartitionOffsets {
    const row = bounds.get(topic.id, partition);
    return { topic: topic.name, partition, begin: integer(row?.begin_offset), end: integer(row?.end_offset) };
  }

  return {
    offsets,
    offsetAt: (topic, partition, at) => {
      const row = firstSince.get(topic.id, partition, at);
      const { begin, end } = offsets(topic, partition);
      return row === undefined ? end : Math.max(begin, integer(row.base_offset));
    },
    batch: (request) => {
      const { topic, partition, from } = request;
      const { begin, end } = offsets(topic, partition);
      checkOffset({ topic: topic.name, partition }, from, begin, end);
      const to = Math.min(request.to ?? end, end);
      if (from >= to) return undefined;
      const records: LogRecord[] = [];
      const room: Room = { records: request.maxRecords, bytes: request.maxBytes };
      for (const row of blocks.iterate({ topic: topic.id, partition, from, to })) {
        const head = {
          baseOffset: integer(row.base_offset),
          count: integer(row.count),
          appendedAt: integer(row.appended_at),
        };
        const finished = readBlock(blob(row.records), head, { from, to }, records, room);
        if (!finished || room.records < 1 || room.bytes < 1) break;
      }
      return { topic: topic.name, partition, records, highWatermark: end };
    },
  };
}
