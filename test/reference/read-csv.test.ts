import { expect, test } from 'vitest';
import { readCsv, readTime } from './read-csv.ts';

test('quotes, escapes, line breaks in quotes, empty and unquoted fields', () => {
  const text = '\uFEFF"a","b\\"c",\r\n"two\nlines","back\\\\slash",plain\\,comma\n\n';
  expect(readCsv(text)).toEqual([
    ['a', 'b"c', ''],
    ['two\nlines', 'back\\slash', 'plain,comma'],
  ]);
});

test('a last row without a line end counts, an open quote is an error', () => {
  expect(readCsv('a,b\nc,d')).toEqual([
    ['a', 'b'],
    ['c', 'd'],
  ]);
  expect(() => readCsv('a,"b\n')).toThrow('quoted');
});

test('times keep all of up to six fraction digits', () => {
  const second = Date.UTC(2020, 1, 29, 10, 0, 1) * 1000;
  expect(readTime('2020-02-29 10:00:01')).toBe(second);
  expect(readTime('2020-02-29 10:00:01.5')).toBe(second + 500_000);
  expect(readTime('2020-02-29 10:00:01.000009')).toBe(second + 9);
});

test.each([
  '',
  '2021-02-29 10:00:00',
  '2020-02-29T10:00:00',
  '2020-02-29 25:00:00',
  '2020-02-29 10:00:00.1234567',
])('no time: %s', (text) => {
  expect(readTime(text)).toBeNull();
});
