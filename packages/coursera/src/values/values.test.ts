import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseTime } from './time.ts';
import { asBoolean, asInt, asNumber, asTime, BadValue, presentText } from './values.ts';

describe('times', () => {
  test.each([
    ['1970-01-01 00:00:00', 0],
    ['2020-02-29 23:59:59', 1_583_020_799_000_000],
    ['2020-03-01 13:13:44.024', 1_583_068_424_024_000],
    ['2020-03-01 13:13:44.5', 1_583_068_424_500_000],
    ['2020-03-01 13:13:44.000001', 1_583_068_424_000_001],
    ['2020-03-01 13:13:44.999999', 1_583_068_424_999_999],
    ['1969-12-31 23:59:59.999999', -1],
    ['2000-02-29 00:00:00', 951_782_400_000_000],
  ])('%s', (text, micros) => expect(parseTime(text)).toBe(micros));

  test.each([
    '',
    '2020-03-01',
    '2020-03-01T13:13:44',
    '2020-03-01 13:13:44Z',
    '2020-03-01 13:13:44.',
    '2020-03-01 13:13:44.1234567',
    '2020-03-01 13:13:44,5',
    '2020-03-01 13:13:44.5x',
    '2020-3-01 13:13:44.00',
    '2019-02-29 00:00:00',
    '1900-02-29 00:00:00',
    '2020-04-31 00:00:00',
    '2020-00-10 00:00:00',
    '2020-13-10 00:00:00',
    '2020-03-00 00:00:00',
    '2020-03-01 24:00:00',
    '2020-03-01 23:60:00',
    '2020-03-01 23:59:60',
    '20-0-03-01 23:59:59',
    '2020/03/01 23:59:59',
    '9999-12-31 23:59:59',
  ])('%j is no time', (text) => expect(parseTime(text)).toBeNull());

  test('property: equals the calendar of the platform, with the fraction added', () => {
    const ms = fc.date({ min: new Date('1700-01-01'), max: new Date('2254-12-31'), noInvalidDate: true });
    fc.assert(
      fc.property(ms, fc.integer({ min: 0, max: 999_999 }), (date, micros) => {
        const seconds = Math.floor(date.getTime() / 1000);
        const text = new Date(seconds * 1000).toISOString().slice(0, 19).replace('T', ' ');
        expect(parseTime(`${text}.${String(micros).padStart(6, '0')}`)).toBe(seconds * 1_000_000 + micros);
      }),
    );
  });
});

describe('values', () => {
  test.each(['', '  ', 'NA', ' NA '])('%j is null', (text) => expect(presentText(text)).toBeNull());
  test('ids lose their blanks', () => expect(presentText(' 1')).toBe('1'));

  test('booleans', () => {
    expect(['t', 'true', '1', 'TRUE'].map(asBoolean)).toEqual([true, true, true, true]);
    expect(['f', 'false', '0', 'False'].map(asBoolean)).toEqual([false, false, false, false]);
    expect(asBoolean('yes')).toMatchObject({ code: 'bad_boolean' });
  });

  test('integers', () => {
    expect(['0', '-3', '2147483647'].map(asInt)).toEqual([0, -3, 2147483647]);
    for (const text of ['1.0', '2147483648', '1e3', 'x', '0x1']) {
      expect(asInt(text)).toMatchObject({ code: 'bad_number' });
    }
  });

  test('numbers', () => {
    expect(['0.39', '-1', '.5', '1e-3', '1.'].map(asNumber)).toEqual([0.39, -1, 0.5, 0.001, 1]);
    for (const text of ['x', '0x10', 'Infinity', 'NaN', '1,5', '1e999']) {
      expect(asNumber(text)).toMatchObject({ code: 'bad_number' });
    }
  });

  test('a bad time says what stood there, shortened', () => {
    const bad = asTime('x'.repeat(500));
    expect(bad).toBeInstanceOf(BadValue);
    expect(bad).toMatchObject({ code: 'bad_time', reason: expect.stringMatching(/^"x{60}…" is not a time/) });
  });
});
