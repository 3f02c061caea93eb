import { expect, test } from 'vitest';
import type { Fact } from '../../facts.ts';
import { completed, explained, progress, START, started } from '../../testing/build.ts';
import { DAY } from '../../time.ts';

test.each<[string, Fact[], object, string]>([
  [
    // Day 1: video and text begun, video done = 50 %. Day 2: exam begun and done = 100 %. Mean 75. The completion of
    // text on day 2 makes no day of its own, since text was begun on day 1.
    'mean over the days that begin something',
    [
      started('video', START),
      completed('video', START + 1),
      started('text', START),
      started('exam', START + DAY),
      completed('exam', START + DAY + 1),
      completed('text', START + DAY),
    ],
    { value: 75, scaled: 7.5, raw: 75 },
    '2 of 3 items begun on 2 days were completed the same day.',
  ],
  [
    // Only ever completed: begun on that day, and done.
    'an item never started is begun when completed',
    [completed('video', START)],
    { value: 100, scaled: 10, raw: 100 },
    '1 of 1 items begun on 1 days were completed the same day.',
  ],
  [
    // First start on day 1 and first completion on day 2; the repeats of day 2 do not count.
    'first start and first completion count, not repeats',
    [started('video', START), started('video', START + DAY), completed('video', START + DAY)],
    { value: 0, scaled: 0, raw: 0 },
    '0 of 1 items begun on 1 days were completed the same day.',
  ],
  [
    'rows of other states and items make no day',
    [progress('video', 3, START), started('elsewhere', START)],
    { value: null, scaled: null, raw: null, reason: 'no_data' },
    'No course item was started or completed.',
  ],
])('%s', (_, facts, figure, sentence) => {
  const explanation = explained('metric_3', facts);
  expect(explanation.figure).toMatchObject(figure);
  expect(explanation.sentence).toBe(sentence);
});
