import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Figure, type Figures, METRIC_IDS, type MetricId } from '../figures.ts';
import { createCohortCounter } from './cohort.ts';
import { distributionOf } from './distribution.ts';

const NONE: Figure = {
  value: null,
  absolute: null,
  total: null,
  scaled: null,
  raw: null,
  reason: 'no_data',
  dueSoFar: null,
};

/** The same scaled figure of every indicator. */
function figures(scaled: number | null): Figures {
  return Object.fromEntries(METRIC_IDS.map((id) => [id, { ...NONE, scaled }])) as Record<MetricId, Figure>;
}

const choices = (selection: MetricId[], goal: string | null = null, questionnaires = 0) => ({
  selection,
  goal,
  questionnaires,
});

test('a histogram of fixed bins, the last one closed, and quantiles by nearest rank', () => {
  const scaled = [0, 0.5, 0.99, 0.2, 0.3, 1, 1, 1.2, 1.5, 1.9, 9, 9.5, 10, 10, 12];
  expect(distributionOf(scaled, 15)).toEqual({
    n: 15,
    quantiles: { p5: null, p25: null, p50: 1.2, p75: null, p95: null },
    histogram: [5, 5, 0, 0, 0, 0, 0, 0, 0, 5],
  });
});

test('those without a figure are a group too', () => {
  const scaled = Array.from({ length: 20 }, (_, i) => (i < 8 ? 2.5 : 7.5));
  expect(distributionOf([...scaled], 20)).toMatchObject({ n: 20, quantiles: { p50: 7.5, p25: 2.5 } });
  const hidden = distributionOf([...scaled], 22);
  expect(hidden).toMatchObject({ n: null, quantiles: { p50: null } });
  expect(hidden?.histogram).toEqual([0, 0, null, 0, 0, 0, 0, 12, 0, 0]);
  expect(distributionOf([...scaled], 25)).toMatchObject({
    n: 20,
    histogram: [0, 0, 8, 0, 0, 0, 0, 12, 0, 0],
  });
});

test('fewer than five figures are no distribution', () => {
  expect(distributionOf([1, 2, 3, 4], 40)).toBeNull();
});

test('a quantile between bins that are left out is left out', () => {
  const bin = (at: number, count: number) => new Array<number>(count).fill(at + 0.5);
  expect(distributionOf([...bin(1, 3), ...bin(4, 20), ...bin(8, 4)], 27)?.quantiles.p50).toBeNull();
  expect(distributionOf([...bin(1, 3), ...bin(2, 4), ...bin(6, 20)], 27)?.quantiles.p50).toBe(6.5);
});

test('counts what was chosen, and tells no group under five nor what it leaves', () => {
  const cohort = createCohortCounter();
  for (let n = 0; n < 20; n += 1) {
    cohort.addFigures(figures(n < 10 ? 3 : 6));
    cohort.addChoices(
      choices(
        ['metric_1', ...(n < 12 ? (['metric_2'] as const) : []), ...(n < 4 ? (['metric_3'] as const) : [])],
        n < 17 ? 'pass' : null,
        n < 9 ? 2 : 0,
      ),
    );
  }
  const summary = cohort.finish({ learners: 30, counted: 20 });
  expect(summary).toMatchObject({ learners: 30, counted: 20, goalsSet: null, srlAnswered: 9 });
  expect(summary.selections).toMatchObject({ metric_1: 20, metric_2: 12, metric_3: null, metric_4: 0 });
  expect(summary.distributions.metric_12?.n).toBe(20);
});

test('of whom only two do not count it is not told how many learners there are', () => {
  const cohort = createCohortCounter();
  for (let n = 0; n < 20; n += 1) cohort.addFigures(figures(5));
  expect(cohort.finish({ learners: 22, counted: 20 }).learners).toBeNull();
});

test('four learners are no cohort', () => {
  const cohort = createCohortCounter();
  for (let n = 0; n < 4; n += 1) {
    cohort.addFigures(figures(5));
    cohort.addChoices(choices(['metric_1'], 'goal', 1));
  }
  const { distributions, selections, ...counts } = cohort.finish({ learners: 100, counted: 4 });
  expect(counts).toEqual({ learners: 100, counted: null, goalsSet: null, srlAnswered: null });
  expect(new Set([...Object.values(distributions), ...Object.values(selections)])).toEqual(new Set([null]));
});

test('the order of learners changes nothing', () => {
  const some = fc.array(fc.option(fc.double({ min: 0, max: 10, noNaN: true })), { maxLength: 40 });
  fc.assert(
    fc.property(some, (scaled) => {
      const summaryOf = (ordered: readonly (number | null)[]) => {
        const cohort = createCohortCounter();
        for (const one of ordered) cohort.addFigures(figures(one));
        return cohort.finish({ learners: 40, counted: scaled.length });
      };
      expect(summaryOf(scaled.toReversed())).toEqual(summaryOf(scaled));
    }),
  );
});
