import { expect, test } from 'vitest';
import type { Fact } from '../../facts.ts';
import { completed, explained, progress, START, started } from '../../testing/build.ts';
import { DAY } from '../../time.ts';

test.each<[string, Fact[], object, string]>([
  [
    // video 1 day after week 0, exam 2 days after week 1 (day 9): (1 + 2) / 2 = 1.5; 10 × (1 − 1.5 / 7) = 7.857.
    'mean distance from the start of the week',
    [started('video', START + DAY), started('exam', START + 9 * DAY)],
    { value: 1.5, scaled: 7.86, raw: 1.5, dueSoFar: 2 },
    "2 starts, 0 of them before the item's week.",
  ],
  [
    // 20 days late counts as 7, 12 days early as −7: mean 0.
    'both ends are limited to a week',
    [started('video', START + 20 * DAY), started('exam', START - 5 * DAY)],
    { value: 0, scaled: 10, raw: 0, dueSoFar: 2 },
    "2 starts, 1 of them before the item's week.",
  ],
  [
    // (−1 − 0.5) / 2 = −0.75, shown as −0.8; the radar takes it as 0 days.
    'before the week is negative, and at most 10',
    [started('video', START - DAY), started('text', START - DAY / 2)],
    { value: -0.8, scaled: 10, raw: -0.75, dueSoFar: 2 },
    "2 starts, 2 of them before the item's week.",
  ],
  [
    // The row stands three times: (3 × 2 + 1 × 6) / 4 = 3.
    'a row counts as often as it stands',
    [progress('video', 1, START + 2 * DAY, { count: 3 }), started('text', START + 6 * DAY)],
    { value: 3, raw: 3, dueSoFar: 4 },
    "4 starts, 0 of them before the item's week.",
  ],
  [
    'completions are no starts',
    [completed('video', START)],
    { value: null, scaled: null, raw: null, reason: 'no_data', dueSoFar: 0 },
    'No such row on an item with a week.',
  ],
])('%s', (_, facts, figure, sentence) => {
  const explanation = explained('metric_5', facts);
  expect(explanation.figure).toMatchObject(figure);
  expect(explanation.sentence).toBe(sentence);
});
