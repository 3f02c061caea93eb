import { expect, test } from 'vitest';
import type { CourseCensus } from '../../course.ts';
import type { Fact } from '../../facts.ts';
import type { Calibration } from '../../figures.ts';
import { answered, asked, calibratedTo, courseOf, explained, START, visited } from '../../testing/build.ts';
import { MINUTE } from '../../time.ts';

const read = (minute: number) => visited('discussions/all', START + minute * MINUTE);
type Options = { calibration?: Calibration; census?: Partial<CourseCensus> };

test.each<[string, Fact[], Options, object, string]>([
  [
    // (0.5 × 1 + 0.2 × 1 + 0.3 × 2) / 2 = 0.65; × 10 / 2.6 = 2.5.
    'posts are weighted by the forum visits',
    [
      read(0),
      asked('q', START + 30 * MINUTE),
      answered('a', 'q', START + 31 * MINUTE),
      read(90),
      answered('b', 'x', START + 91 * MINUTE),
      answered('c', 'y', START + 91 * MINUTE),
    ],
    { calibration: calibratedTo(2.6) },
    { value: 2.5, scaled: 2.5, raw: (0.5 + 0.2 + 0.3 * 2) / 2, reason: null },
    '1 questions, 1 answers in own threads and 2 other answers in 2 forum visits.',
  ],
  [
    // The answer stands before the question: own thread all the same. 0.5 + 0.2 in 1 visit; 7 of 5 is limited to 10.
    'a thread is own whatever the times; more than the maximum is 10',
    [answered('a', 'q', START), asked('q', START + 1)],
    { calibration: calibratedTo(0.5) },
    { value: 10, scaled: 10, raw: 0.7 },
    '1 questions, 1 answers in own threads and 0 other answers in 1 forum visits.',
  ],
  [
    // A click elsewhere, no visit of the forum: 0 / max(1, 0).
    'a click without the forum is an index of 0',
    [visited('lecture/video', START)],
    { calibration: calibratedTo(1) },
    { value: 0, scaled: 0, raw: 0 },
    '0 questions, 0 answers in own threads and 0 other answers in 0 forum visits.',
  ],
  [
    // From minute 10 to minute 50 it is 40: the lecture in between does not join them. (0.5 × 1) / 2.
    'other clicks do not join two visits',
    [read(10), visited('lecture/video', START + 30 * MINUTE), asked('q', START + 50 * MINUTE)],
    { calibration: calibratedTo(1) },
    { raw: 0.25, value: 2.5 },
    '1 questions, 0 answers in own threads and 0 other answers in 2 forum visits.',
  ],
  [
    'without a maximum only the index stays',
    [asked('q', START)],
    {},
    { value: null, scaled: null, raw: 0.5, reason: 'no_calibration' },
    '1 questions, 0 answers in own threads and 0 other answers in 1 forum visits.',
  ],
  [
    'neither click nor post',
    [],
    {},
    { value: null, raw: null, reason: 'no_data' },
    'There was neither a click nor a post.',
  ],
  [
    'forum tables that were never delivered',
    [read(0)],
    { census: { forumDelivered: false } },
    { raw: null, reason: 'no_data' },
    'The forum tables were never delivered.',
  ],
  [
    'isolated forum users',
    [read(0)],
    { census: { hasPosts: true, postersAreMembers: false } },
    { raw: null, reason: 'not_joinable' },
    'Forum users cannot be joined with learners in this export.',
  ],
])('%s', (_, facts, { calibration, census }, figure, sentence) => {
  const explanation = explained('metric_2', facts, {
    course: courseOf({}, {}, census),
    ...(calibration === undefined ? {} : { calibration }),
  });
  expect(explanation.figure).toMatchObject(figure);
  expect(explanation.sentence).toBe(sentence);
});

test('names its scale and its version', () => {
  expect(explained('metric_2', [read(0)], { calibration: calibratedTo(2) })).toMatchObject({
    calibrationVersion: 1,
    scale: { maximum: 2 },
  });
});
