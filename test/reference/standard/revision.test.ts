import { expect, test } from 'vitest';
import { completed, exampleCourse, figureOf, time, visit } from '../testing/example-course.ts';

test('the mean over days of the share of visited items completed on an earlier day', () => {
  const course = exampleCourse({
    progress: [completed('read', '2024-01-01 23:59:59.999999'), completed('watch', '2024-01-02 00:00')],
    clicks: [
      visit('supplement/read/name', '2024-01-02 00:00'),
      visit('lecture/watch/name', '2024-01-02 10:00'),
      visit('lecture/watch/name', '2024-01-02 11:00'),
      visit('exam/exam/name', '2024-01-02 12:00'),
      visit('lecture/watch/name', '2024-01-03 10:00'),
    ],
  });
  // 2 Jan: read of {read, watch, exam}: 100 × 1 / 3; 3 Jan: watch of {watch}: 100. (33.33… + 100) / 2 = 66.66…
  expect(figureOf(course, 'metric_1')).toEqual({
    value: 67,
    absolute: null,
    total: null,
    scaled: 6.67,
    raw: (100 / 3 + 100) / 2,
    reason: null,
    dueSoFar: null,
  });
});

test('the first completion counts, be there later ones', () => {
  const course = exampleCourse({
    progress: [completed('read', '2024-01-05 10:00'), completed('read', '2024-01-01 10:00')],
    clicks: [visit('supplement/read', '2024-01-02 10:00')],
  });
  expect(figureOf(course, 'metric_1').value).toBe(100);
});

test('the clamped time of a completion counts', () => {
  // Completed on 31 Dec, moved up to the session's start on 1 Jan, the day of the visit: not earlier.
  const course = exampleCourse(
    {
      progress: [completed('read', '2023-12-31 10:00')],
      clicks: [visit('supplement/read', '2024-01-01 20:00')],
    },
    { earlyActivityLimit: 'cohort_enrollment' },
  );
  expect(figureOf(course, 'metric_1').value).toBe(0);
});

test('query and fragment are cut from the item id, after the split', () => {
  const course = exampleCourse({
    progress: [completed('read', '2024-01-01 10:00')],
    clicks: [
      visit('supplement/read?x=1', '2024-01-02 10:00'),
      visit('supplement/read#top', '2024-01-02 11:00'),
      visit('lecture/watch', '2024-01-02 12:00'),
      // 12 parts by its query: not parsed, so `exam` is not visited.
      visit('exam/exam/name?next=/a/b/c/d', '2024-01-02 13:00'),
    ],
  });
  // Distinct items: read and watch, one of them completed before.
  expect(figureOf(course, 'metric_1').raw).toBe(50);
});

test('a type with a query is named by its uncut form', () => {
  // `home?x` is no `home` when split, so index 6 is an item id.
  const course = exampleCourse({ clicks: [visit('home?x/read', '2024-01-02 10:00')] });
  expect(figureOf(course, 'metric_1')).toMatchObject({ value: 0, raw: 0, scaled: 0, reason: null });
});

test('no day with a visited course item: no figure', () => {
  const course = exampleCourse({
    progress: [completed('read', '2024-01-01 10:00')],
    clicks: [
      visit('discussions/weeks/1', '2024-01-02 10:00'),
      visit('home/read', '2024-01-02 10:00'),
      visit('discussion/read', '2024-01-02 10:00'),
      visit('lecture/', '2024-01-02 10:00'),
      visit('lecture/unknown', '2024-01-02 10:00'),
      { ...visit('supplement/read', '2024-01-02 10:00'), kind: 'video' },
      { ...visit('supplement/read', '2024-01-02 10:00'), url: 'https://www.coursera.org/learn/slug' },
    ],
  });
  expect(figureOf(course, 'metric_1')).toMatchObject({
    value: null,
    scaled: null,
    raw: null,
    reason: 'no_data',
  });
});

test('shares are summed in the order of the days', () => {
  // 100 × 1/3 and 100 × 2/3 and 100: the order of days, not of rows, decides the last digit.
  const days = ['2024-01-05 10:00', '2024-01-03 10:00', '2024-01-04 10:00'];
  const course = exampleCourse({
    progress: [completed('read', '2024-01-01 10:00'), completed('watch', '2024-01-01 10:00')],
    clicks: [
      ...['read', 'watch'].map((id) => visit(`lecture/${id}`, days[0] ?? '')),
      ...['read', 'talk', 'exam'].map((id) => visit(`lecture/${id}`, days[1] ?? '')),
      ...['read', 'watch', 'exam'].map((id) => visit(`lecture/${id}`, days[2] ?? '')),
    ],
  });
  expect(figureOf(course, 'metric_1').raw).toBe((100 / 3 + 200 / 3 + 100) / 3);
  expect(time('2024-01-03 10:00')).toBeLessThan(time('2024-01-05 10:00'));
});
