import { type CohortDistribution, METRIC_IDS, type MetricId } from '@learning-tracker/metrics';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  type CohortSnapshot,
  decodeAdmission,
  decodeCohortSnapshot,
  encodeAdmission,
  encodeCohortSnapshot,
} from './cohort-snapshot.ts';

const told = fc.option(fc.nat(100_000));
const place = fc.option(fc.double({ min: 0, max: 10, noNaN: true }));
const distribution: fc.Arbitrary<CohortDistribution | null> = fc.option(
  fc.record({
    n: told,
    quantiles: fc.record({ p5: place, p25: place, p50: place, p75: place, p95: place }),
    histogram: fc.array(told, { minLength: 10, maxLength: 10 }),
  }),
);
const byMetric = <V>(of: fc.Arbitrary<V>): fc.Arbitrary<Record<MetricId, V>> =>
  fc
    .array(of, { minLength: METRIC_IDS.length, maxLength: METRIC_IDS.length })
    .map((all) => Object.fromEntries(METRIC_IDS.map((id, n) => [id, all[n]])) as Record<MetricId, V>);
const snapshots: fc.Arbitrary<CohortSnapshot> = fc.record({
  profile: fc.constantFrom('standard', 'lak21'),
  calibrationVersion: fc.nat(),
  at: fc.nat(),
  learners: told,
  counted: told,
  goalsSet: told,
  srlAnswered: told,
  selections: byMetric(told),
  distributions: byMetric(distribution),
});

test('comes back as it was, and equal snapshots have equal bytes', () => {
  fc.assert(
    fc.property(snapshots, (snapshot) => {
      const bytes = encodeCohortSnapshot(snapshot);
      expect(decodeCohortSnapshot(bytes)).toEqual(snapshot);
      expect(encodeCohortSnapshot(structuredClone(snapshot))).toEqual(bytes);
    }),
  );
});

test('bytes of a later release, and broken ones, are refused', () => {
  fc.assert(
    fc.property(snapshots, (snapshot) => {
      const bytes = encodeCohortSnapshot(snapshot);
      expect(() => decodeCohortSnapshot(Uint8Array.of(9, ...bytes.slice(1)))).toThrow('schema version 9');
      expect(() => decodeCohortSnapshot(bytes.slice(0, 8))).toThrow('cannot be decoded');
    }),
    { numRuns: 5 },
  );
});

test('an admission comes back as it was', () => {
  const admission = { upTo: 1_700_000_000_000_007, counted: 12 };
  expect(decodeAdmission(encodeAdmission(admission))).toEqual(admission);
});
