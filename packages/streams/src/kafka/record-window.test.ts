import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { LogRecord } from '../port.ts';
import type { StoredBatch } from './record-batches.ts';
import { createRecordWindow, type RecordWindow } from './record-window.ts';

/** A log with gaps, as transaction markers leave them, and one byte a value. */
function logOf(offsets: readonly number[]): readonly LogRecord[] {
  return offsets.map((offset) => ({ offset, appendedAt: 0, key: 'k', value: Uint8Array.of(offset) }));
}

function fetchInto(window: RecordWindow, log: readonly LogRecord[], end: number, count: number): void {
  const from = window.wanted();
  if (from === undefined) return;
  const records = log.filter(({ offset }) => offset >= from).slice(0, count);
  const last = records.at(-1)?.offset;
  const next = records.length < count ? end : (last ?? from) + 1;
  const batches = batchesOf(records, next);
  window.add({ topic: 't', partition: 0, from, next, batches, highWatermark: end });
}

/** Two batches, and between them one of no records, as the end of a transaction is. */
function batchesOf(records: readonly LogRecord[], next: number): readonly StoredBatch[] {
  const cut = Math.ceil(records.length / 2);
  const middle = records[cut]?.offset ?? next;
  return [batchOf(records.slice(0, cut), middle), batchOf([], middle), batchOf(records.slice(cut), next)];
}

function batchOf(records: readonly LogRecord[], to: number): StoredBatch {
  return { to, count: records.length, records: (from) => records.filter(({ offset }) => offset >= from) };
}

const steps = fc.array(
  fc.oneof(
    fc.record({ kind: fc.constant('fetch' as const), count: fc.integer({ min: 1, max: 4 }) }),
    fc.record({ kind: fc.constant('resolve' as const), count: fc.integer({ min: 0, max: 5 }) }),
    fc.record({ kind: fc.constant('seek' as const), to: fc.integer({ min: 0, max: 20 }) }),
  ),
  { maxLength: 30 },
);

describe('the window of a partition', () => {
  it('gives the records that follow the position, whatever is fetched, resolved and sought', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.integer({ min: 0, max: 19 })),
        fc.integer({ min: 1, max: 5 }),
        fc.integer({ min: 1, max: 5 }),
        steps,
        (offsets, maxRecords, enough, trace) => {
          const log = logOf(offsets.toSorted((a, b) => a - b));
          const window = createRecordWindow(0, enough);
          let position = 0;
          for (const step of trace) {
            const taken = window.take({ maxRecords, maxBytes: 1_000 });
            const rest = log.filter(({ offset }) => offset >= position);
            expect(taken).toEqual(rest.slice(0, taken.length));
            expect(taken.length).toBeLessThanOrEqual(maxRecords);
            if (step.kind === 'fetch') fetchInto(window, log, 20, step.count);
            if (step.kind === 'seek') position = step.to;
            if (step.kind === 'resolve') {
              const last = taken.slice(0, step.count).at(-1);
              if (last !== undefined) position = last.offset + 1;
            }
            window.moveTo(position);
            expect(window.position()).toBe(position);
          }
          // From anywhere, the rest of the log comes to an end.
          const rest: LogRecord[] = [];
          for (let i = 0; i < 100; i += 1) {
            const taken = window.take({ maxRecords, maxBytes: 1_000 });
            rest.push(...taken);
            const last = taken.at(-1);
            if (last !== undefined) window.moveTo(last.offset + 1);
            fetchInto(window, log, 20, 3);
          }
          expect(rest).toEqual(log.filter(({ offset }) => offset >= position));
        },
      ),
    );
  });

  it('wants more as soon as too few are left to give out, and nothing before', () => {
    const window = createRecordWindow(5, 1);
    expect(window.wanted()).toBe(5);
    fetchInto(window, logOf([5, 6, 7]), 8, 3);
    expect(window.wanted()).toBeUndefined();
    window.take({ maxRecords: 2, maxBytes: 100 });
    expect(window.wanted()).toBeUndefined();
    window.moveTo(7);
    window.take({ maxRecords: 2, maxBytes: 100 });
    expect(window.wanted()).toBe(8);
  });

  it('drops an answer that a seek has overtaken', () => {
    const window = createRecordWindow(0, 1);
    window.moveTo(3);
    window.add({
      topic: 't',
      partition: 0,
      from: 0,
      next: 2,
      batches: batchesOf(logOf([0, 1]), 2),
      highWatermark: 9,
    });
    expect(window.take({ maxRecords: 9, maxBytes: 100 })).toEqual([]);
    expect(window.wanted()).toBe(3);
    expect(window.highWatermark()).toBe(9);
  });

  it('gives a record that is larger than the limit alone', () => {
    const window = createRecordWindow(0, 1);
    fetchInto(window, logOf([0, 1]), 2, 2);
    expect(window.take({ maxRecords: 9, maxBytes: 0 })).toHaveLength(1);
  });
});
