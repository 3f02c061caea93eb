import type { LogRecord } from '../port.ts';
import type { Fetched } from './fetch.ts';

export interface BatchLimits {
  readonly maxRecords: number;
  readonly maxBytes: number;
}

/**
 * The part of a partition around its position that lies in memory: what was given out and has not settled, and what
 * was fetched ahead of it.
 */
export interface RecordWindow {
  /** Where the next batch starts. */
  position(): number;
  /** The next records from the position on, within the limits but at least one; undefined where none are here. */
  take(limits: BatchLimits): readonly LogRecord[] | undefined;
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
  let records: readonly LogRecord[] = [];
  /** Index of the record at the position. */
  let head = 0;
  /** Index after the last record given out since. */
  let given = 0;
  let position = start;
  let next = start;
  let highWatermark = start;

  return {
    position: () => position,
    take: ({ maxRecords, maxBytes }) => {
      let bytes = 0;
      given = head;
      while (given < records.length && given - head < maxRecords) {
        bytes += records[given]?.value.length ?? 0;
        if (bytes > maxBytes && given > head) break;
        given += 1;
      }
      return given === head ? undefined : records.slice(head, given);
    },
    moveTo: (offset) => {
      if (offset < position || offset > next) {
        records = [];
        head = 0;
        next = offset;
      }
      while (head < records.length && (records[head]?.offset ?? offset) < offset) head += 1;
      given = head;
      position = offset;
    },
    wanted: () => (records.length - given < enough ? next : undefined),
    add: (fetched) => {
      highWatermark = Math.max(highWatermark, fetched.highWatermark);
      if (fetched.from !== next) return;
      const kept = head === records.length ? [] : records.slice(head);
      records = kept.length === 0 ? fetched.records : [...kept, ...fetched.records];
      given -= head;
      head = 0;
      next = fetched.next;
    },
    highWatermark: () => highWatermark,
  };
}
