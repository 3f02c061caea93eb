import type { LogRecord } from '../port.ts';
import type { Fetched } from './fetch.ts';
import type { StoredBatch } from './record-batches.ts';

export interface BatchLimits {
  readonly maxRecords: number;
  readonly maxBytes: number;
}

/**
 * The part of a partition around its position that lies in memory: what was given out and has not settled, and what
 * was fetched ahead of it, which stays packed until it is taken.
 */
export interface RecordWindow {
  /** Where the next batch starts. */
  position(): number;
  /** The next records from the position on, within the limits but at least one; none where none are here. */
  take(limits: BatchLimits): readonly LogRecord[];
  /** Says where the next batch starts; what lies in memory is kept where that is of use. */
  moveTo(offset: number): void;
  /** The offset to fetch; undefined while there are enough records that nobody has taken. */
  wanted(): number | undefined;
  /** Adds an answer to what was wanted; one that came too late for a move is dropped. */
  add(fetched: Fetched): void;
  highWatermark(): number;
}

/** @param enough records ahead of what is given out; fewer are added to. At least 1. */
export function createRecordWindow(start: number, enough: number): RecordWindow {
  /** Unpacked records, those given out among them. */
  let records: LogRecord[] = [];
  /** Index of the record at the position. */
  let head = 0;
  /** Index after the last record given out since. */
  let given = 0;
  let packed: StoredBatch[] = [];
  let position = start;
  let next = start;
  let highWatermark = start;

  /** @returns whether there was something to unpack */
  function unpack(): boolean {
    const batch = packed.shift();
    if (batch === undefined) return false;
    for (const record of batch.records(position)) records.push(record);
    return true;
  }

  return {
    position: () => position,
    take: ({ maxRecords, maxBytes }) => {
      let bytes = 0;
      given = head;
      while (given - head < maxRecords && (given < records.length || unpack())) {
        const record = records[given];
        if (record === undefined) continue;
        bytes += record.value.length;
        if (bytes > maxBytes && given > head) break;
        given += 1;
      }
      return records.slice(head, given);
    },
    moveTo: (offset) => {
      if (offset < position || offset > next) {
        records = [];
        packed = [];
        head = 0;
        next = offset;
      }
      while (head < records.length && (records[head]?.offset ?? offset) < offset) head += 1;
      if (head === records.length) {
        records = [];
        head = 0;
        packed = packed.filter(({ to }) => to > offset);
      }
      given = head;
      position = offset;
    },
    wanted: () => {
      const ahead = packed.reduce((sum, { count }) => sum + count, records.length - given);
      return ahead < enough ? next : undefined;
    },
    add: (fetched) => {
      highWatermark = Math.max(highWatermark, fetched.highWatermark);
      if (fetched.from !== next) return;
      packed.push(...fetched.batches);
      next = fetched.next;
    },
    highWatermark: () => highWatermark,
  };
}
