import { gunzipSync, zstdDecompressSync } from 'node:zlib';
import { TrackerError } from '@learning-tracker/runtime';
import type { LogRecord } from '../port.ts';

/** Records that a producer wrote together, as they lie in the log: unpacked and decoded only when they are asked for. */
export interface StoredBatch {
  /** Offset after its last record. */
  readonly to: number;
  /** How many records it holds; none where it only marks the end of a transaction. */
  readonly count: number;
  /** Its records at or after an offset. Throws `LOG_UNREADABLE`. */
  records(from: number): readonly LogRecord[];
}

/** Places in the head of a batch of message format 2 (https://kafka.apache.org/documentation/#recordbatch). */
const LENGTH_AT = 8;
const MAGIC_AT = 16;
const ATTRIBUTES_AT = 21;
const LAST_DELTA_AT = 23;
const FIRST_TIME_AT = 27;
const LAST_TIME_AT = 35;
const COUNT_AT = 57;
const RECORDS_AT = 61;
/** Bytes before those that the length counts. */
const BEFORE_LENGTH = 12;

const FORMAT = 2;
const COMPRESSION = 0b111;
const APPEND_TIME = 0b1000;
const CONTROL = 0b10_0000;
const NONE = 0;
const GZIP = 1;
const ZSTD = 4;

/** How much larger a batch is unpacked at most, at a guess (clicks: 8 times): zlib then needs one buffer. */
const GROWTH = 16;
const LEAST_UNPACKED_BYTES = 1_024;
const MOST_UNPACKED_BYTES = 1024 * 1024;
const MICROS_PER_MILLI = 1_000;
const EMPTY = new Uint8Array(0);

/** Cuts what a broker sent into batches. The last one may be cut off, as it must not exceed the bytes asked for. */
export function storedBatches(bytes: Buffer): readonly StoredBatch[] {
  const batches: StoredBatch[] = [];
  for (let at = 0; at + RECORDS_AT <= bytes.length; ) {
    const end = at + BEFORE_LENGTH + bytes.readInt32BE(at + LENGTH_AT);
    if (end > bytes.length) break;
    batches.push(storedBatch(bytes.subarray(at, end)));
    at = end;
  }
  return batches;
}

function storedBatch(bytes: Buffer): StoredBatch {
  if (bytes.readInt8(MAGIC_AT) !== FORMAT) throw unreadable('it has a message format older than Kafka 0.11');
  const first = readInt64(bytes, 0);
  const isControl = (bytes.readInt16BE(ATTRIBUTES_AT) & CONTROL) !== 0;
  return {
    to: first + bytes.readInt32BE(LAST_DELTA_AT) + 1,
    count: isControl ? 0 : bytes.readInt32BE(COUNT_AT),
    records: (from) => (isControl ? [] : decode(bytes, first, from)),
  };
}

function decode(bytes: Buffer, first: number, from: number): readonly LogRecord[] {
  const attributes = bytes.readInt16BE(ATTRIBUTES_AT);
  const hasAppendTime = (attributes & APPEND_TIME) !== 0;
  const time = readInt64(bytes, hasAppendTime ? LAST_TIME_AT : FIRST_TIME_AT);
  const cursor = createCursor(unpack(bytes.subarray(RECORDS_AT), attributes & COMPRESSION));
  const records: LogRecord[] = [];
  for (let left = bytes.readInt32BE(COUNT_AT); left > 0; left -= 1) {
    const end = cursor.varint() + cursor.at();
    cursor.skip(1);
    const timeDelta = cursor.varint();
    const offset = first + cursor.varint();
    const key = cursor.bytes();
    const value = cursor.bytes();
    // Headers follow, of which nothing is read.
    cursor.moveTo(end);
    if (offset < from) continue;
    records.push({
      offset,
      appendedAt: (hasAppendTime ? time : time + timeDelta) * MICROS_PER_MILLI,
      key: key?.toString() ?? '',
      value: value ?? EMPTY,
    });
  }
  return records;
}

function unpack(packed: Buffer, compression: number): Buffer {
  const guess = Math.max(LEAST_UNPACKED_BYTES, packed.length * GROWTH);
  const options = { chunkSize: Math.min(guess, MOST_UNPACKED_BYTES) };
  try {
    if (compression === NONE) return packed;
    if (compression === GZIP) return gunzipSync(packed, options);
    if (compression === ZSTD) return zstdDecompressSync(packed, options);
  } catch (cause) {
    throw unreadable('it cannot be unpacked', cause);
  }
  throw unreadable(`its compression (number ${compression} of Kafka's) is none of gzip, zstd and none`);
}

/** Reads numbers and byte strings of a batch one after the other. */
function createCursor(source: Buffer) {
  let at = 0;

  /** Zigzag, 7 bits a byte, the lowest first; up to 53 bits, more than any time or offset has. */
  function varint(): number {
    let byte = source[at++];
    if (byte === undefined) throw unreadable('it ends early');
    if (byte < 0x80) return (byte >>> 1) ^ -(byte & 1);
    let value = byte & 0x7f;
    for (let factor = 0x80; byte >= 0x80; factor *= 0x80) {
      byte = source[at++];
      if (byte === undefined) throw unreadable('it ends early');
      value += (byte & 0x7f) * factor;
    }
    return value % 2 === 0 ? value / 2 : -(value + 1) / 2;
  }

  function moveTo(end: number): void {
    if (end < at || end > source.length) throw unreadable('a record is longer than the batch');
    at = end;
  }

  return {
    at: () => at,
    varint,
    moveTo,
    skip: (count: number) => moveTo(at + count),
    /** A view; undefined for null. */
    bytes(): Buffer | undefined {
      const length = varint();
      if (length < 0) return undefined;
      const start = at;
      moveTo(start + length);
      return source.subarray(start, at);
    },
  };
}

/** Offsets and times are far below 2^53. */
export function readInt64(bytes: Buffer, at: number): number {
  return bytes.readInt32BE(at) * 2 ** 32 + bytes.readUInt32BE(at + 4);
}

function unreadable(why: string, cause?: unknown): TrackerError {
  return new TrackerError(
    'LOG_UNREADABLE',
    `a batch of the log cannot be read: ${why}`,
    'Was it written by another program, or is the disk of a broker damaged?',
    cause,
  );
}
