import { describe, expect, test } from 'vitest';
import type { MetricId } from '../../figures.ts';
import { CONTENT, completed, courseOf, explained, START, started } from '../../testing/build.ts';
import { DAY } from '../../time.ts';

/** Completed: video, text, extra (the optional lecture); as of the end of day 110 both weeks have begun. */
const FACTS = [
  completed('video', START),
  completed('video', START + 1),
  completed('text', START),
  completed('extra', START),
  started('exam', START),
  completed('elsewhere', START),
];

/** FACTS hold one row on an item that the course does not have. */
const IGNORED = ' 1 progress rows on other items are ignored.';

test.each<[MetricId, object, string]>([
  // 3 of 5 items = 60 %.
  [
    'metric_7',
    { value: 60, scaled: 6, absolute: 3, total: 5 },
    `3 of 5 items are completed; 5 are due so far.${IGNORED}`,
  ],
  // The prompt is not: 0 of 1.
  [
    'metric_8',
    { value: 0, scaled: 0, absolute: 0, total: 1 },
    `0 of 1 items are completed; 1 are due so far.${IGNORED}`,
  ],
  // The exam was only started.
  [
    'metric_9',
    { value: 0, scaled: 0, absolute: 0, total: 1 },
    `0 of 1 items are completed; 1 are due so far.${IGNORED}`,
  ],
  // text, the only supplement.
  [
    'metric_10',
    { value: 100, scaled: 10, absolute: 1, total: 1 },
    `1 of 1 items are completed; 1 are due so far.${IGNORED}`,
  ],
  // video and extra.
  [
    'metric_11',
    { value: 100, scaled: 10, absolute: 2, total: 2 },
    `2 of 2 items are completed; 2 are due so far.${IGNORED}`,
  ],
])('%s', (metric, figure, sentence) => {
  const explanation = explained(metric, FACTS);
  expect(explanation.figure).toMatchObject(figure);
  expect(explanation.sentence).toBe(sentence);
});

test('the raw share is 100 × count / total in that order', () => {
  // 1 of 3: 100 / 3, not (1 / 3) × 100.
  const course = courseOf({}, { items: CONTENT.items.slice(0, 3) });
  expect(explained('metric_7', [completed('video', START)], { course }).figure).toMatchObject({
    raw: 100 / 3,
    value: 33,
    scaled: 3.33,
  });
});

describe('options', () => {
  test('excludeOptionalItems takes optional items out of both counts', () => {
    const course = courseOf({ excludeOptionalItems: true });
    expect(explained('metric_11', FACTS, { course }).figure).toMatchObject({ absolute: 1, total: 1 });
    expect(explained('metric_7', FACTS, { course }).figure).toMatchObject({
      absolute: 2,
      total: 4,
      value: 50,
    });
  });

  test('gradedItemTypes says what is graded, whatever the flag', () => {
    const course = courseOf({ gradedItemTypes: ['supplement'] });
    expect(explained('metric_9', FACTS, { course }).figure).toMatchObject({ absolute: 1, total: 1 });
  });
});

test('due are the items whose week has begun', () => {
  const due = (asOf: number) => explained('metric_7', [], { asOf }).figure.dueSoFar;
  expect([START - 1, START, START + 7 * DAY - 1, START + 7 * DAY].map(due)).toEqual([0, 2, 2, 5]);
});

test('a member without progress has counts of 0, a course without such items no figure', () => {
  expect(explained('metric_7', []).figure).toMatchObject({ value: 0, absolute: 0, total: 5, reason: null });
  const course = courseOf({}, { items: [] });
  expect(explained('metric_7', [], { course })).toMatchObject({
    figure: { value: null, scaled: null, absolute: 0, total: 0, dueSoFar: 0, reason: 'no_items' },
    sentence: 'The course has no such item.',
  });
});

test('an item of unknown type counts among all, not among any kind', () => {
  const course = courseOf({}, { itemTypes: [] });
  const absolute = (metric: MetricId) => explained(metric, FACTS, { course }).figure.total;
  expect((['metric_7', 'metric_8', 'metric_9', 'metric_10', 'metric_11'] as const).map(absolute)).toEqual([
    5, 0, 0, 0, 0,
  ]);
});
