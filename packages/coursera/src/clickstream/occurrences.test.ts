import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Occurrences } from './occurrences.ts';

const identity = fc.tuple(
  fc.constantFrom(0, 1, 2, 0xffff_ffff, 0x8000_0000),
  fc.constantFrom(0, 1, 0xffff_ffff),
);

function expectNumbered(table: Occurrences, identities: readonly (readonly [number, number])[]) {
  const counts = new Map<string, number>();
  for (const [high, low] of identities) {
    const seen = counts.get(`${high}/${low}`) ?? 0;
    expect(table.next(high, low)).toBe(seen);
    counts.set(`${high}/${low}`, seen + 1);
  }
}

describe('occurrences', () => {
  test.each([0, 1, 2, 3, 7, 1000, 19_999])('takes at most 16 bytes a row: %i rows', (rows) => {
    const table = new Occurrences(rows);
    expectNumbered(
      table,
      Array.from({ length: rows }, (_, at) => [Math.imul(at, 0x9e37_79b1) >>> 0, at] as const),
    );
    expect(table.bytes).toBeLessThanOrEqual(16 * Math.max(1, rows));
  });

  test('property: numbers repeats as a map does, colliding, full or growing', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 20 }),
        fc.array(identity, { maxLength: 60 }),
        (rows, identities) => {
          expectNumbered(new Occurrences(rows), identities);
        },
      ),
    );
  });

  test('takes in more rows than it was sized for', () => {
    const table = new Occurrences(4);
    expectNumbered(
      table,
      [...Array(2000).keys()].map((at) => [0xffff_ffff, at % 1000] as const),
    );
  });
});
