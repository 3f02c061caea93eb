import type { LogRecord } from '../port.ts';

/**
 * The blob of one `log_batch` row: records one after the other, each
 * `key length (u32 LE), value length (u32 LE), key (UTF-8), value`.
 */
const PREFIX_BYTES = 8;
const FIRST_CAPACITY = 1024;

/** Bytes after which a block is full: large enough for speed, small enough to read one record of it cheaply. */
export const BLOCK_BYTES = 128 * 1024;

/** Records of one partition on their way into the file. */
export interface RecordBlock {
  readonly count: number;
  readonly bytes: number;
  add(key: Uint8Array, value: Uint8Array): void;
  /** The blob so far, valid until the next `add`; the block then is empty. */
  take(): Uint8Array;
}

export function createRecordBlock(): RecordBlock {
  let buffer = Buffer.allocUnsafe(FIRST_CAPACITY);
  let end = 0;
  let count = 0;

  return {
    get count() {
      return count;
    },
    get bytes() {
      return end;
    },
    add: (key, value) => {
      const next = end + PREFIX_BYTES + key.length + value.length;
      if (next > buffer.length) {
        const grown = Buffer.allocUnsafe(Math.max(2 * buffer.length, next));
        buffer.copy(grown, 0, 0, end);
        buffer = grown;
      }
      buffer.writeUInt32LE(key.length, end);
      buffer.writeUInt32LE(value.length, end + 4);
      buffer.set(key, end + PREFIX_BYTES);
      buffer.set(value, next - value.length);
      end = next;
      count += 1;
    },
    take: () => {
      const taken = buffer.subarray(0, end);
      end = 0;
      count = 0;
      return taken;
    },
  };
}

/** What a batch may still take; counted down by `readBlock`. The first record always fits. */
export interface Room {
  records: number;
  bytes: number;
}

/** What a stored block says of itself. */
export interface BlockHead {
  readonly baseOffset: number;
  readonly count: number;
  readonly appendedAt: number;
}

/**
 * Appends the records of a block with offsets in [from, to) to `target` while there is room.
 * Returns whether it got to the block's end or to `to`. Values are views of `block`.
 */
export function readBlock(
  block: Buffer,
  head: BlockHead,
  range: { readonly from: number; readonly to: number },
  target: LogRecord[],
  room: Room,
): boolean {
  const stop = Math.min(head.baseOffset + head.count, range.to);
  let position = 0;
  for (let offset = head.baseOffset; offset < stop; offset += 1) {
    const valueLength = block.readUInt32LE(position + 4);
    const keyStart = position + PREFIX_BYTES;
    const keyEnd = keyStart + block.readUInt32LE(position);
    position = keyEnd + valueLength;
    if (offset < range.from) continue;
    if (target.length > 0 && (room.records < 1 || room.bytes < valueLength)) return false;
    room.records -= 1;
    room.bytes -= valueLength;
    target.push({
      offset,
      appendedAt: head.appendedAt,
      key: block.toString('utf8', keyStart, keyEnd),
      value: block.subarray(keyEnd, position),
    });
  }
  return true;
}
