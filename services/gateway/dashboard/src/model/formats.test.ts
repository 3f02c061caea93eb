import { expect, test } from 'vitest';
import { messagesIn } from '../messages/index.ts';
import { createFormats, localeOf } from './formats.ts';

test("the reader's own region decides, within the language chosen", () => {
  expect(localeOf('en', ['nl-NL', 'en-US'])).toBe('en-US');
  expect(localeOf('nl', ['en-US', 'nl-BE'])).toBe('nl-BE');
  expect(localeOf('en', ['nl-NL'])).toBe('en-GB');
  expect(localeOf('nl', [])).toBe('nl');
});

test('a UTC day stays that day in every time zone', () => {
  const formats = createFormats('en-GB', messagesIn('en'));
  expect(formats.day('2026-11-27')).toBe('27 November 2026');
  expect(formats.shortDay('2026-03-01')).toBe('1 Mar');
});

test('times with microseconds are read; what is no time is shown as it came', () => {
  const formats = createFormats('en-GB', messagesIn('en'));
  expect(formats.dateTime('2026-11-26T23:59:59.123456Z')).toContain('2026');
  expect(formats.dateTime('soon')).toBe('soon');
});

test('times in a text are written as readers write them, midnight as its day', () => {
  const formats = createFormats('en-GB', messagesIn('en'));
  expect(formats.timesIn('quiz, 2026-03-01T00:00:00.000000Z')).toBe('quiz, 1 March 2026');
  const [from, until] = ['2026-11-26T12:05:00.123456Z', '2026-11-26T12:35:00Z'];
  expect(formats.timesIn(`${from} – ${until}`)).toBe(
    `${formats.dateTime(from)} – ${formats.dateTime(until)}`,
  );
  expect(formats.timesIn('new')).toBe('new');
});
