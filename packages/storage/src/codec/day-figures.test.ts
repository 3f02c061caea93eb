import { type Figure, type Figures, METRIC_IDS } from '@learning-tracker/metrics';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decodeHistoryDay, encodeHistoryDay } from './day-figures.ts';

const number = fc.option(fc.double({ noNaN: true }));
const figure: fc.Arbitrary<Figure> = fc.record({
  value: number,
  absolute: number,
  total: number,
  scaled: number,
  raw: number,
  reason: fc.constant(null),
  dueSoFar: number,
});
const figures = fc
  .tuple(...METRIC_IDS.map(() => figure))
  .map((all) => Object.fromEntries(METRIC_IDS.map((id, n) => [id, all[n]])) as unknown as Figures);

test('what a day had comes back, and equal figures give equal bytes', () => {
  fc.assert(
    fc.property(figures, fc.constantFrom('standard', 'lak21'), fc.nat(), (of, profile, version) => {
      const bytes = encodeHistoryDay(profile, version, of);
      const { figures: back, ...rest } = decodeHistoryDay(bytes);
      expect(rest).toEqual({ profile, calibrationVersion: version });
      for (const id of METRIC_IDS) {
        const { value, absolute, total, scaled } = of[id];
        expect(back[id]).toEqual({ value, absolute, total, scaled });
      }
      expect(encodeHistoryDay(profile, version, structuredClone(of))).toEqual(bytes);
    }),
  );
});

test('bytes of a later release, and broken ones, are refused', () => {
  const empty: Figure = {
    value: 1,
    absolute: null,
    total: null,
    scaled: 2,
    raw: null,
    reason: null,
    dueSoFar: null,
  };
  const bytes = encodeHistoryDay(
    'standard',
    1,
    Object.fromEntries(METRIC_IDS.map((id) => [id, empty])) as unknown as Figures,
  );
  expect(() => decodeHistoryDay(Uint8Array.of(9, ...bytes.slice(1)))).toThrow('schema version 9');
  expect(() => decodeHistoryDay(bytes.slice(0, 20))).toThrow('cannot be decoded');
});
