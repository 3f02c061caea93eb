import { expect, test } from 'vitest';
import { completed, exampleCourse, figureOf, started } from '../testing/example-course.ts';

test('per day the items started and completed that day among those started', () => {
  const course = exampleCourse({
    progress: [
      started('read', '2024-01-02 10:00'),
      completed('read', '2024-01-02 11:00'),
      started('watch', '2024-01-02 10:00'),
      completed('watch', '2024-01-03 00:00'),
      started('talk', '2024-01-02 10:00'),
      // Only completed, never started: counts on the day of its completion.
      completed('exam', '2024-01-04 10:00'),
    ],
  });
  // 2 Jan: read of {read, watch, talk}: 33.3…; 3 Jan has neither a start nor a completion without a start; 4 Jan: 100.
  // (33.3… + 100) / 2 = 66.66…
  expect(figureOf(course, 'metric_3')).toMatchObject({
    value: 67,
    scaled: 6.67,
    raw: (100 / 3 + 100) / 2,
    reason: null,
  });
});

test('first start and first completion count', () => {
  const course = exampleCourse({
    progress: [
      started('read', '2024-01-05 10:00'),
      started('read', '2024-01-02 10:00'),
      completed('read', '2024-01-05 11:00'),
      completed('read', '2024-01-02 11:00'),
    ],
  });
  expect(figureOf(course, 'metric_3').raw).toBe(100);
});

test('a completion before the start counts on the same day only', () => {
  const day = exampleCourse({
    progress: [started('read', '2024-01-02 10:00'), completed('read', '2024-01-02 09:00')],
  });
  const other = exampleCourse({
    progress: [started('read', '2024-01-02 10:00'), completed('read', '2024-01-01 09:00')],
  });
  expect(figureOf(day, 'metric_3').raw).toBe(100);
  // The only day counted is that of the start, where nothing was completed.
  expect(figureOf(other, 'metric_3')).toMatchObject({ raw: 0, value: 0, scaled: 0 });
});

test('clamped times count', () => {
  const progress = [started('read', '2023-12-30 10:00'), completed('read', '2023-12-31 10:00')];
  expect(figureOf(exampleCourse({ progress }), 'metric_3').raw).toBe(0);
  // Both are moved up to the session's start: the same day.
  expect(
    figureOf(exampleCourse({ progress }, { earlyActivityLimit: 'cohort_enrollment' }), 'metric_3').raw,
  ).toBe(100);
});

test('rows of other states and on other items are no input', () => {
  const course = exampleCourse({
    progress: [{ ...started('read', '2024-01-02 10:00'), state: 3 }, started('unknown', '2024-01-02 10:00')],
  });
  expect(figureOf(course, 'metric_3')).toMatchObject({ value: null, reason: 'no_data' });
});
