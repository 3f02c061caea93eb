import { createErasedTally, type LogEraser } from '../erasing/log-eraser.ts';
import type { LogRecord } from '../port.ts';
import { blob, guarded, integer, openDatabase, transaction } from './database.ts';
import { type BlockHead, createRecordBlock, readBlock } from './record-block.ts';

export interface RecordEraser extends LogEraser {
  /**
   * Writes the file anew without what was ever deleted in it (also by store and ledger) and empties its write-ahead log.
   * Holds the lock of writers for as long as copying the file takes.
   *
   * @returns false where another process was reading, so that its write-ahead log still holds older pages
   */
  reclaim(): boolean;
  close(): void;
}

/**
 * Erases records of an embedded log, beside processes that use it. Never undone: what is erased is not in the file.
 * @throws TrackerError LOG_STORAGE_FAILED
 */
export function openRecordEraser(path: string): RecordEraser {
  const db = openDatabase(path);
  guarded(`${path} cannot be opened`, () => db.exec('PRAGMA secure_delete = ON'));
  const nextBlock = db.prepare(
    `SELECT b.id, b.base_offset, b.count, b.appended_at, b.records FROM log_batch b
     JOIN log_topic t ON t.id = b.topic_id WHERE t.name = ? AND b.id > ? ORDER BY b.id LIMIT 1`,
  );
  const rewrite = db.prepare('UPDATE log_batch SET records = ? WHERE id = ?');

  /** A block is written once and its records never move, so it may be looked at outside of the transaction. */
  function rewriteBlock(
    id: number,
    records: readonly LogRecord[],
    erased: ReadonlyMap<number, string>,
  ): void {
    const block = createRecordBlock();
    for (const { offset, key, value } of records) {
      if (erased.has(offset)) block.add(EMPTY, EMPTY);
      else block.add(Buffer.from(key), value);
    }
    const bytes = block.take();
    guarded(`${path}: cannot erase`, () => transaction(db, () => rewrite.run(bytes, id)));
  }

  function next(topic: string, after: number) {
    const row = guarded(`${path}: cannot read ${topic}`, () => nextBlock.get(topic, after));
    if (row === undefined) return undefined;
    const head: BlockHead = {
      baseOffset: integer(row.base_offset),
      count: integer(row.count),
      appendedAt: integer(row.appended_at),
    };
    return { id: integer(row.id), stored: blob(row.records), head };
  }

  return {
    async erase({ topics, ids, select }, signal) {
      const needles = ids.map((id) => Buffer.from(id));
      const tally = createErasedTally();
      for (const topic of topics) {
        for (let block = next(topic, 0); block !== undefined; block = next(topic, block.id)) {
          signal?.throwIfAborted();
          const { id, stored, head } = block;
          if (!needles.some((needle) => stored.includes(needle))) continue;
          const records = recordsOf(stored, head);
          const picked = await select(records);
          if (picked.size === 0) continue;
          rewriteBlock(id, records, picked);
          tally.add(topic, picked.values());
        }
      }
      return tally.counts();
    },
    reclaim: () =>
      guarded(`${path}: cannot be written anew`, () => {
        db.exec('VACUUM');
        return integer(db.prepare('PRAGMA wal_checkpoint(TRUNCATE)').get()?.busy) === 0;
      }),
    close() {
      if (db.isOpen) db.close();
    },
  };
}

const EMPTY = new Uint8Array(0);

function recordsOf(stored: Buffer, head: BlockHead): LogRecord[] {
  const records: LogRecord[] = [];
  const room = { records: head.count, bytes: stored.length };
  readBlock(stored, head, { from: head.baseOffset, to: head.baseOffset + head.count }, records, room);
  return records;
}
