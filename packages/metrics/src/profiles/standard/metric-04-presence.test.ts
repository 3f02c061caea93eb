import { expect, test } from 'vitest';
import type { Fact } from '../../facts.ts';
import {
  calibratedTo,
  explained,
  NOT_CALIBRATED,
  progress,
  START,
  visited,
  watched,
} from '../../testing/build.ts';
import { MINUTE, SECOND } from '../../time.ts';

test.each<[string, Fact[], number | null, object, string]>([
  [
    // 30 + 30 minutes of page, video and progress in one session = 1 h; 60 of 240 minutes = 2.5.
    'page visits, video events and progress times make one session',
    [
      visited('lecture/video', START),
      watched(START + 30 * MINUTE),
      progress('elsewhere', 3, START + 60 * MINUTE),
    ],
    240,
    { value: 1, scaled: 2.5, raw: 1, reason: null },
    '1 sessions longer than 5 seconds.',
  ],
  [
    // 30 min and 1 µs apart: two sessions of no length, neither longer than 5 s.
    'a gap of more than 30 minutes ends a session',
    [visited('lecture/video', START), visited('lecture/video', START + 30 * MINUTE + 1)],
    240,
    { value: 0, scaled: 0, raw: 0 },
    '0 sessions longer than 5 seconds.',
  ],
  [
    // Exactly 5 s are a glance; 5 s and 1 µs count whole: 5,000,001 / 3,600,000,000 h.
    'longer than 5 seconds, to the microsecond',
    [
      visited('lecture/video', START),
      visited('lecture/video', START + 5 * SECOND),
      visited('lecture/video', START + 60 * MINUTE),
      visited('lecture/video', START + 60 * MINUTE + 5 * SECOND + 1),
    ],
    null,
    { value: 0, scaled: null, raw: 5_000_001 / 3_600_000_000, reason: 'no_calibration' },
    '1 sessions longer than 5 seconds.',
  ],
  [
    // 20 minutes from rows alone: 0.333 h, 20 of 10 minutes limited to 10.
    'progress alone is noted',
    [progress('video', 1, START), progress('video', 2, START + 20 * MINUTE)],
    10,
    { value: 0.3, scaled: 10, progressOnly: true },
    '1 sessions longer than 5 seconds.',
  ],
  [
    'neither click nor progress',
    [],
    240,
    { value: null, scaled: null, raw: null, reason: 'no_data' },
    'There was neither a click nor progress.',
  ],
])('%s', (_, facts, maximum, figure, sentence) => {
  const calibration = maximum === null ? NOT_CALIBRATED : calibratedTo(maximum);
  const explanation = explained('metric_4', facts, { calibration });
  expect(explanation.figure).toMatchObject(figure);
  expect(explanation.sentence).toBe(sentence);
});

test('with a click it is not of progress only', () => {
  expect(explained('metric_4', [watched(START)]).figure).not.toHaveProperty('progressOnly');
});
