import { createRequire } from 'node:module';
import fc from 'fast-check';
import kafkajs from 'kafkajs';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { repairKafkajs } from './kafkajs-repairs.ts';
import { storedBatches } from './record-batches.ts';

const require = createRequire(import.meta.url);
const encoded = z.object({ buffer: z.instanceof(Buffer) });
const encoder = z.custom<(...args: unknown[]) => unknown>((value) => typeof value === 'function');
/** The encoder of another hand. */
const encodeRecord = encoder.parse(require('kafkajs/src/protocol/recordBatch/record/v0'));
const { RecordBatch: encodeBatch } = z
  .object({ RecordBatch: encoder })
  .parse(require('kafkajs/src/protocol/recordBatch/v0'));

const NONE = kafkajs.CompressionTypes.None;
const { GZIP, ZSTD } = kafkajs.CompressionTypes;
const SNAPPY = 2;
const APPEND_TIME = 0b1000;
const CONTROL = 0b10_0000;
const FIRST_TIME = 1_700_000_000_000;

interface Written {
  readonly key: Buffer | null;
  readonly value: Buffer | null;
  readonly timeDelta: number;
}

async function write(records: readonly Written[], first: number, compression = NONE): Promise<Buffer> {
  const batch = await encodeBatch({
    compression,
    firstOffset: String(first),
    firstTimestamp: FIRST_TIME,
    maxTimestamp: FIRST_TIME + 60_000,
    lastOffsetDelta: records.length - 1,
    records: records.map(({ key, value, timeDelta }, offsetDelta) =>
      encodeRecord({ key, value, timestampDelta: timeDelta, offsetDelta, headers: { name: 'value' } }),
    ),
  });
  return encoded.parse(batch).buffer;
}

function withAttribute(batch: Buffer, attribute: number): Buffer {
  const changed = Buffer.from(batch);
  changed.writeInt16BE(changed.readInt16BE(21) | attribute, 21);
  return changed;
}

const bytes = fc.uint8Array({ maxLength: 300 }).map((array) => Buffer.from(array));
const text = fc.string({ unit: 'binary', maxLength: 200 }).map((one) => Buffer.from(one));
const written = fc.record({
  key: fc.option(text),
  value: fc.option(bytes),
  timeDelta: fc.oneof(fc.integer({ min: -1000, max: 1000 }), fc.integer({ min: 0, max: 10 ** 12 })),
});
const contents = fc.array(written, { minLength: 1, maxLength: 20 });
const firstOffset = fc.nat({ max: Number.MAX_SAFE_INTEGER - 100 });

describe('batches as a broker sends them', () => {
  repairKafkajs();

  it('are read as another client wrote them, from any offset on', async () => {
    await fc.assert(
      fc.asyncProperty(
        contents,
        firstOffset,
        fc.constantFrom(NONE, GZIP, ZSTD),
        fc.nat({ max: 20 }),
        async (records, first, compression, skipped) => {
          const [batch, ...others] = storedBatches(await write(records, first, compression));
          expect(others).toEqual([]);
          expect(batch).toMatchObject({ to: first + records.length, count: records.length });
          const expected = records.map(({ key, value, timeDelta }, i) => ({
            offset: first + i,
            appendedAt: (FIRST_TIME + timeDelta) * 1_000,
            key: key?.toString() ?? '',
            value: [...(value ?? [])],
          }));
          const read = batch?.records(first + skipped).map((one) => ({ ...one, value: [...one.value] }));
          expect(read).toEqual(expected.slice(skipped));
        },
      ),
    );
  });

  it('follow one another, and the last is left out where it is cut off', async () => {
    const record = { key: null, value: Buffer.from('v'), timeDelta: 0 };
    const [one, two] = [await write([record], 5), await write([record, record], 6, ZSTD)];
    const both = Buffer.concat([one, two]);
    for (let length = 0; length <= both.length; length += 1) {
      const whole = (length >= one.length ? 1 : 0) + (length === both.length ? 1 : 0);
      expect(storedBatches(both.subarray(0, length)).map(({ to }) => to)).toEqual([6, 8].slice(0, whole));
    }
  });

  it('have the time of the broker where the topic wants that', async () => {
    const batch = withAttribute(await write([{ key: null, value: null, timeDelta: 7 }], 0), APPEND_TIME);
    expect(storedBatches(batch)[0]?.records(0)[0]?.appendedAt).toBe((FIRST_TIME + 60_000) * 1_000);
  });

  it('hold no records where they end a transaction', async () => {
    const batch = withAttribute(await write([{ key: null, value: null, timeDelta: 0 }], 3), CONTROL);
    expect(storedBatches(batch)[0]).toMatchObject({ to: 4, count: 0 });
    expect(storedBatches(batch)[0]?.records(0)).toEqual([]);
  });

  it('that are damaged are refused, and nothing is read beyond them', async () => {
    await fc.assert(
      fc.asyncProperty(
        contents,
        bytes,
        fc.constantFrom(NONE, GZIP, ZSTD),
        async (records, noise, compression) => {
          const batch = await write(records, 0, compression);
          const head = batch.subarray(0, 61);
          head.writeInt32BE(head.length - 12 + noise.length, 8);
          const [damaged] = storedBatches(Buffer.concat([head, noise]));
          try {
            expect(damaged?.records(0).length).toBeLessThanOrEqual(records.length);
          } catch (error) {
            expect(error).toMatchObject({ code: 'LOG_UNREADABLE' });
          }
        },
      ),
    );
  });

  it('of an unknown compression are refused by its number', async () => {
    const batch = withAttribute(await write([{ key: null, value: null, timeDelta: 0 }], 0), SNAPPY);
    expect(() => storedBatches(batch)[0]?.records(0)).toThrow('number 2');
  });
});
