import { expect, test } from 'vitest';
import type { Fact } from '../../facts.ts';
import { completed, explained, START, visited } from '../../testing/build.ts';
import { DAY } from '../../time.ts';

const D = START + DAY;

test.each<[string, Fact[], object, string]>([
  [
    // Day 1: video of video, text = 1/2 = 50 %. Day 2: video, text, exam, all but exam done = 2/3. (50 + 66.67) / 2 = 58.33.
    'mean of the daily shares',
    [
      completed('video', START),
      completed('text', D),
      ...['lecture/video', 'supplement/text'].map((page) => visited(page, D)),
      ...['lecture/video', 'supplement/text', 'exam/exam'].map((page) => visited(page, D + DAY)),
    ],
    { value: 58, scaled: 5.83, raw: (50 + 200 / 3) / 2 },
    '3 of 5 visited items on 2 days were already completed on an earlier day.',
  ],
  [
    // Completed on the same day, a minute before: not an earlier day.
    'the same day is not earlier',
    [completed('video', D), visited('lecture/video', D + 60_000_000)],
    { value: 0, scaled: 0, raw: 0 },
    '0 of 1 visited items on 1 days were already completed on an earlier day.',
  ],
  [
    // The first completion counts, not the later one of the day itself; the id counts once, without its query.
    'first completion, distinct items',
    [
      completed('video', START),
      completed('video', D),
      visited('lecture/video?t=1', D),
      visited('lecture/video/name', D),
    ],
    { value: 100, scaled: 10, raw: 100 },
    '1 of 1 visited items on 1 days were already completed on an earlier day.',
  ],
  [
    'pages that are no course item make no day',
    [completed('video', START), visited('discussions/weeks', D), visited('lecture/other', D)],
    { value: null, scaled: null, raw: null, reason: 'no_data' },
    'No course item was visited.',
  ],
])('%s', (_, facts, figure, sentence) => {
  const explanation = explained('metric_1', facts);
  expect(explanation.figure).toMatchObject(figure);
  expect(explanation.sentence).toBe(sentence);
});
