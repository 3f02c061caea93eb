import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { CourseConfig } from './course-config/index.ts';
import { type CourseSchedule, newestOpening, nextOpening } from './rollover-schedule.ts';

const HOUR = 3_600_000_000;
const DAY = 24 * HOUR;
const micros = (text: string) => Date.parse(text) * 1000;

function course(
  timeZone: string,
  rollover: CourseConfig['rollover'] = { day: 'Sunday', time: '20:00' },
  endsAt: string | null = null,
): CourseSchedule {
  return { config: { timeZone, rollover }, endsAt: endsAt === null ? null : micros(endsAt) };
}

function opens(schedule: CourseSchedule, now: string): readonly [string, string] {
  const { week, at } = newestOpening(schedule, micros(now));
  return [new Date(week * 86_400_000).toISOString().slice(0, 10), new Date(at / 1000).toISOString()];
}

const AMSTERDAM = course('Europe/Amsterdam');

describe('the newest opening', () => {
  test.each([
    ['just before it', '2020-03-01T18:59:59.999Z', '2020-02-17', '2020-02-23T19:00:00.000Z'],
    ['at its instant', '2020-03-01T19:00:00Z', '2020-02-24', '2020-03-01T19:00:00.000Z'],
    ['on Monday', '2020-03-02T00:00:00Z', '2020-02-24', '2020-03-01T19:00:00.000Z'],
    ['the Sunday that summer time begins', '2020-03-29T18:00:00Z', '2020-03-23', '2020-03-29T18:00:00.000Z'],
    ['the Sunday that summer time ends', '2020-10-25T19:00:00Z', '2020-10-19', '2020-10-25T19:00:00.000Z'],
    ['an hour too early after it', '2020-10-25T18:00:00Z', '2020-10-12', '2020-10-18T18:00:00.000Z'],
  ])('%s', (_, now, monday, at) => {
    expect(opens(AMSTERDAM, now)).toEqual([monday, at]);
  });

  test.each([
    ['New York, summer time begins', 'America/New_York', '2020-03-09T12:00:00Z', '2020-03-09T00:00:00.000Z'],
    ['New York, winter', 'America/New_York', '2020-01-13T12:00:00Z', '2020-01-13T01:00:00.000Z'],
    [
      'Lord Howe, half an hour of summer time',
      'Australia/Lord_Howe',
      '2020-01-06T00:00:00Z',
      '2020-01-05T09:00:00.000Z',
    ],
    ['Lord Howe, winter', 'Australia/Lord_Howe', '2020-07-06T00:00:00Z', '2020-07-05T09:30:00.000Z'],
    ['UTC', 'UTC', '2020-07-06T00:00:00Z', '2020-07-05T20:00:00.000Z'],
    ['half an hour east', 'Asia/Kolkata', '2020-07-06T00:00:00Z', '2020-07-05T14:30:00.000Z'],
    [
      'Samoa, where a Friday was left out',
      'Pacific/Apia',
      '2012-01-01T07:00:00Z',
      '2012-01-01T06:00:00.000Z',
    ],
  ])('in %s', (_, timeZone, now, at) => {
    expect(opens(course(timeZone), now)[1]).toBe(at);
  });

  test('at a time that the clocks jump over is as long after the jump', () => {
    const early = course('Europe/Amsterdam', { day: 'Sunday', time: '02:30' });
    expect(opens(early, '2020-03-29T01:29:59Z')).toEqual(['2020-03-16', '2020-03-22T01:30:00.000Z']);
    expect(opens(early, '2020-03-29T01:30:00Z')).toEqual(['2020-03-23', '2020-03-29T01:30:00.000Z']);
  });

  test('at a time that comes twice is the first', () => {
    const early = course('Europe/Amsterdam', { day: 'Sunday', time: '02:30' });
    expect(opens(early, '2020-10-25T06:00:00Z')).toEqual(['2020-10-19', '2020-10-25T00:30:00.000Z']);
  });

  test('of a Monday belongs to the week that begins then', () => {
    const monday = course('UTC', { day: 'Monday', time: '00:00' });
    expect(opens(monday, '2020-03-02T00:00:00Z')).toEqual(['2020-03-02', '2020-03-02T00:00:00.000Z']);
    expect(opens(monday, '2020-03-01T23:59:59Z')).toEqual(['2020-02-24', '2020-02-24T00:00:00.000Z']);
  });

  test('lies before the end of the course, however late one looks', () => {
    const ended = (endsAt: string) => opens(course('UTC', undefined, endsAt), '2021-01-01T00:00:00Z')[1];
    expect(ended('2020-03-01T20:00:00.000Z')).toBe('2020-02-23T20:00:00.000Z');
    expect(ended('2020-03-01T20:00:00.001Z')).toBe('2020-03-01T20:00:00.000Z');
  });
});

const zone = fc.constantFrom(
  ...['UTC', 'Europe/Amsterdam', 'America/New_York', 'Australia/Lord_Howe', 'Pacific/Apia', 'Asia/Kolkata'],
);
const day = fc.constantFrom('Monday' as const, 'Thursday' as const, 'Sunday' as const);
const time = fc.constantFrom('00:00', '01:30', '02:00', '02:30', '20:00', '23:59');

test('openings follow each other, one a calendar week, whenever one looks', () => {
  fc.assert(
    fc.property(zone, day, time, fc.integer({ min: 0, max: 52 * 7 * 24 }), (timeZone, weekday, at, hours) => {
      const schedule = course(timeZone, { day: weekday, time: at });
      const now = micros('2020-01-01T00:00:00Z') + hours * HOUR;
      const opening = newestOpening(schedule, now);
      expect(opening.at).toBeLessThanOrEqual(now);
      expect(newestOpening(schedule, opening.at)).toEqual(opening);
      const next = nextOpening(schedule, now);
      expect(next?.at).toBeGreaterThan(now);
      expect(next?.week).toBe(opening.week + 7);
      expect(nextOpening({ ...schedule, endsAt: next?.at ?? 0 }, now)).toBeNull();
      const before = newestOpening(schedule, opening.at - 1);
      expect(before.week).toBe(opening.week - 7);
      expect(Math.abs(opening.at - before.at - 7 * DAY)).toBeLessThanOrEqual(HOUR);
      expect(new Date(opening.week * 86_400_000).getUTCDay()).toBe(1);
    }),
    { numRuns: 500 },
  );
});
