import { describe, expect, test } from 'vitest';
import { METRIC_IDS, type MetricId } from '../figures.ts';
import { type LearnerView, viewLearner } from '../learner-view.ts';
import { courseOf, START, started, stateOf } from '../testing/build.ts';
import { value } from './expression.ts';
import { figureOf, type Metric, noFigure } from './metric.ts';
import type { Profile } from './profile.ts';

/** What a third party writes: one file with one literal. Its metrics all count the rows of progress. */
const rowsOf = (id: MetricId): Metric<LearnerView> => ({
  id,
  unit: 'of_ten',
  measure: ({ progress }) =>
    progress.length === 0
      ? noFigure('no_data', 'There is no row.', { total: 10 })
      : {
          reason: null,
          arithmetic: value('rows', progress.length),
          absolute: progress.length,
          sentence: () => `${progress.length} rows.`,
          evidence: () => [],
        },
  present: (raw, { scale }) =>
    scale === null
      ? { value: raw, scaled: null, reason: 'no_calibration' }
      : { value: raw, scaled: raw / scale.maximum },
});
const rows: Profile<LearnerView> = {
  name: 'standard',
  learner: (view) => view,
  metrics: Object.fromEntries(METRIC_IDS.map((id) => [id, rowsOf(id)])) as Profile<LearnerView>['metrics'],
  maximum: (figures) => figures.at(-1) ?? null,
  absent: (figure) => ({ ...figure, value: 0 }),
};

describe('a profile of one file', () => {
  const context = { course: courseOf(), asOf: START, scale: null };
  const scale = { maximum: 4, source: 'fixed', provisional: false, learners: 0 } as const;
  const figure = (facts: Parameters<typeof stateOf>[0], withScale = false) => {
    const view = viewLearner(stateOf(facts));
    const learner = view === null ? null : rows.learner(view, context.course, []);
    if (learner === null) throw new Error('this profile takes every learner');
    const metric = rows.metrics.metric_4;
    const scaled = { ...context, scale: withScale ? scale : null };
    return figureOf(metric, metric.measure(learner, scaled), scaled);
  };

  test('has figures from the arithmetic, presented in its own way', () => {
    expect(figure([started('a', 1), started('b', 1)], true)).toEqual({
      value: 2,
      absolute: 2,
      total: null,
      scaled: 0.5,
      raw: 2,
      reason: null,
      dueSoFar: null,
    });
  });

  test('may find while presenting that there is nothing to scale against', () => {
    expect(figure([started('a', 1)])).toMatchObject({
      value: 1,
      scaled: null,
      raw: 1,
      reason: 'no_calibration',
    });
  });

  test('keeps the reason and the counts of a metric without a figure', () => {
    expect(figure([], true)).toEqual({
      value: null,
      absolute: null,
      total: 10,
      scaled: null,
      raw: null,
      reason: 'no_data',
      dueSoFar: null,
    });
  });
});
