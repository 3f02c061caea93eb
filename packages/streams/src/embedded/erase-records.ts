import type { LogRecord } from '../port.ts';
import { blob, guarded, integer, openDatabase, transaction } from './database.ts';
import { type BlockHead, createRecordBlock, readBlock } from './record-block.ts';

/** Offsets of the records to erase, among those of one stored block. */
export type SelectRecords = (records: readonly LogRecord[]) => Promise<ReadonlySet<number>>;

export interface RecordEraser {
  /**
   * Empties the records of a topic that `select` picks: their offsets stay, so positions and books still hold
   * (`isErasedRecord`). Only blocks with the UTF-8 bytes of one of `ids` in them are shown to `select`.
   *
   * @returns how many records were emptied
   */
  erase(topic: string, ids: readonly string[], select: SelectRecords): Promise<number>;
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
  function rewriteBlock(id: number, records: readonly LogRecord[], erased: ReadonlySet<number>): void {
    const block = createRecordBlock();
    for (const { offset, key, value } of records) {
      if (erased.has(offset)) block.add(EMPTY, EMPTY);
      else block.add(Buffer.from(key), value);
    }
    const bytes = block.take();
    guarded(`${path}: cannot erase`, () => transaction(db, () => rewrite.run(bytes, id)));
  }

  return {
    async erase(topic, ids, select) {
      const needles = ids.map((id) => Buffer.from(id));
      let erased = 0;
      for (let after = 0; ; ) {
        const row = guarded(`${path}: cannot read ${topic}`, () => nextBlock.get(topic, after));
        if (row === undefined) return erased;
        after = integer(row.id);
        const stored = blob(row.records);
        if (!needles.some((needle) => stored.includes(needle))) continue;
        const records = recordsOf(stored, {
          baseOffset: integer(row.base_offset),
          count: integer(row.count),
          appendedAt: integer(row.appended_at),
        });
        const picked = await select(records);
        if (picked.size === 0) continue;
        rewriteBlock(after, records, picked);
        erased += picked.size;
      }
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
