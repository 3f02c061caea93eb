import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isWidgetRequest } from './refusals.ts';
import { rfc3339 } from './rfc3339.ts';

test.each([
  [0, '1970-01-01T00:00:00.000000Z'],
  [1, '1970-01-01T00:00:00.000001Z'],
  [-1, '1969-12-31T23:59:59.999999Z'],
  [1_583_064_000_123_456, '2020-03-01T12:00:00.123456Z'],
])('%d microseconds are %s', (at, text) => {
  expect(rfc3339(at)).toBe(text);
});

test('no time stays no time', () => {
  expect(rfc3339(null)).toBeNull();
});

test('times in texts order as the times do', () => {
  const micros = fc.integer({ min: 0, max: 8_000_000_000_000_000 });
  fc.assert(
    fc.property(micros, micros, (a, b) => {
      expect(Math.sign(a - b)).toBe(rfc3339(a) < rfc3339(b) ? -1 : Number(a > b));
    }),
  );
});

test.each([
  ['/learner_data/a/b', true],
  ['/learner_data', true],
  ['/learner_data?x', true],
  ['/w/token/learner_data/a/b', true],
  ['/w//learner_data/a/b', true],
  ['/learner_database', false],
  ['/v1/learner_data', false],
  ['/w/a/b/learner_data/x', false],
])('%s is a widget address: %s', (url, expected) => {
  expect(isWidgetRequest(url)).toBe(expected);
});
