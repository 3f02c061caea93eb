import { expect, test } from 'vitest';
import type { ReferenceCourse } from '../model.ts';
import {
  completed,
  exampleCourse,
  figureOf,
  started,
  time,
  video,
  visit,
} from '../testing/example-course.ts';
import { HOUR, SECOND } from '../time.ts';

const FIXED = { previousCohortMaxima: { metric_4: 300 } };

/** Presence in microseconds. */
function presence(parts: Partial<ReferenceCourse>): number {
  return (figureOf(exampleCourse(parts, FIXED), 'metric_4').raw ?? Number.NaN) * HOUR;
}

test('page visits, video events and progress times form sessions', () => {
  const course = exampleCourse(
    {
      clicks: [
        visit('home', '2024-01-02 10:00'),
        video('2024-01-02 10:20'),
        visit('home', '2024-01-02 20:00'),
      ],
      progress: [started('read', '2024-01-02 10:45'), completed('read', '2024-01-02 20:06')],
    },
    FIXED,
  );
  // 10:00 → 10:45 and 20:00 → 20:06: 51 minutes = 0.85 h; the double of 0.85 lies below the tie: 0.8. 51 × 10 / 300 = 1.7.
  expect(figureOf(course, 'metric_4')).toEqual({
    value: 0.8,
    absolute: null,
    total: null,
    scaled: 1.7,
    raw: 0.85,
    reason: null,
    dueSoFar: null,
  });
});

test('a gap of exactly 30 minutes joins, a microsecond more parts', () => {
  const clicks = [visit('home', '2024-01-02 10:00'), visit('home', '2024-01-02 10:30')];
  expect(presence({ clicks })).toBe(0.5 * HOUR);
  expect(presence({ clicks: [clicks[0] ?? video(''), visit('home', '2024-01-02 10:30:00.000001')] })).toBe(0);
});

test('a session of exactly 5 s is dropped, a microsecond more is kept exactly', () => {
  const clicks = [visit('home', '2024-01-02 10:00')];
  expect(presence({ clicks: [...clicks, visit('home', '2024-01-02 10:00:05')] })).toBe(0);
  expect(presence({ clicks: [...clicks, visit('home', '2024-01-02 10:00:05.000001')] })).toBeCloseTo(
    5 * SECOND + 1,
    6,
  );
});

test('presence goes on over midnight and beyond a day', () => {
  const times = Array.from({ length: 60 }, (_, index) => time('2024-01-02 12:00') + index * 0.5 * HOUR);
  const clicks = times.map((at) => ({ ...video('2024-01-02 12:00'), at }));
  expect(presence({ clicks })).toBe(29.5 * HOUR);
});

test('every progress row counts at its unclamped time, whatever its state or item', () => {
  const course = exampleCourse(
    {
      progress: [
        { ...started('unknown item', '2023-12-31 10:00'), state: 7 },
        started('read', '2023-12-31 10:30'),
      ],
    },
    { ...FIXED, earlyActivityLimit: 'cohort_enrollment' },
  );
  expect(figureOf(course, 'metric_4')).toMatchObject({ value: 0.5, raw: 0.5, scaled: 1 });
});

test('an unparsed click counts', () => {
  const clicks = ['2024-01-02 10:00', '2024-01-02 10:30'].map((at) => ({
    ...visit('', at),
    url: 'nonsense',
  }));
  expect(presence({ clicks })).toBe(0.5 * HOUR);
});

test('the scaled value is limited to 10', () => {
  const clicks = [visit('home', '2024-01-02 10:00'), visit('home', '2024-01-02 10:30')];
  const course = exampleCourse({ clicks }, { previousCohortMaxima: { metric_4: 29 } });
  // 30 × 10 / 29 = 10.34… → 10.
  expect(figureOf(course, 'metric_4')).toMatchObject({ value: 0.5, scaled: 10 });
});

test('without calibration the hours stay; without any event there is no figure', () => {
  const clicks = [visit('home', '2024-01-02 10:00'), visit('home', '2024-01-02 10:30')];
  expect(figureOf(exampleCourse({ clicks }), 'metric_4')).toMatchObject({
    value: 0.5,
    raw: 0.5,
    scaled: null,
    reason: 'no_calibration',
  });
  expect(figureOf(exampleCourse({}, FIXED), 'metric_4')).toMatchObject({
    value: null,
    raw: null,
    scaled: null,
    reason: 'no_data',
  });
  // An event without a length is a figure of 0.
  expect(figureOf(exampleCourse({ clicks: clicks.slice(1) }, FIXED), 'metric_4')).toMatchObject({
    value: 0,
    scaled: 0,
    reason: null,
  });
});
