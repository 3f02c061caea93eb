import { expect, test } from 'vitest';
import type { Fact } from '../../facts.ts';
import { completed, courseOf, explained, START, started } from '../../testing/build.ts';
import { DAY } from '../../time.ts';

test.each<[string, Fact[], object, string]>([
  [
    // video a day after the start: 6 days before the end of week 0; exam on day 12: 2 before. (6 + 2) / 2 = 4; 40 / 7.
    'mean distance to the end of the week',
    [completed('video', START + DAY), completed('exam', START + 12 * DAY)],
    { value: 4, scaled: 5.71, raw: 4, dueSoFar: 2 },
    "2 completions, 0 of them after the item's week.",
  ],
  [
    // video 3 days late: −3. Clamped to 0 on the radar, negative in the sentence.
    'after the week is negative, and at least 0',
    [completed('video', START + 10 * DAY)],
    { value: -3, scaled: 0, raw: -3, dueSoFar: 1 },
    "1 completions, 1 of them after the item's week.",
  ],
  [
    // A fortnight early counts as 7, twenty days late as −7.
    'both ends are limited to a week',
    [completed('exam', START), completed('video', START + 27 * DAY)],
    { value: 0, scaled: 0, raw: 0 },
    "2 completions, 1 of them after the item's week.",
  ],
  [
    'starts are no completions',
    [started('video', START)],
    { value: null, scaled: null, raw: null, reason: 'no_data', dueSoFar: 0 },
    'No such row on an item with a week.',
  ],
])('%s', (_, facts, figure, sentence) => {
  const explanation = explained('metric_6', facts);
  expect(explanation.figure).toMatchObject(figure);
  expect(explanation.sentence).toBe(sentence);
});

test('an item without a module has no week, nor has any in a session without a start', () => {
  const none = { value: null, reason: 'no_data', dueSoFar: 0 };
  const facts = [completed('video', START)];
  expect(explained('metric_6', facts, { course: courseOf({}, { lessons: [] }) }).figure).toMatchObject(none);
  const course = courseOf({ sessions: ['s1'] }, { sessions: [] });
  expect(explained('metric_6', facts, { course }).figure).toMatchObject(none);
});
