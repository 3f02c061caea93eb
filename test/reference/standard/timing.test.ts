import { expect, test } from 'vitest';
import type { ReferenceProgress } from '../model.ts';
import { completed, exampleCourse, figureOf, started } from '../testing/example-course.ts';
import { DAY, HOUR } from '../time.ts';

function starting(...progress: ReferenceProgress[]) {
  return figureOf(exampleCourse({ progress }), 'metric_5');
}

function completing(...progress: ReferenceProgress[]) {
  return figureOf(exampleCourse({ progress }), 'metric_6');
}

test('5: the mean of start − week start over all start rows', () => {
  // `read`: week from 1 Jan 07:00, started 2 Jan 07:00 and 3 Jan 07:00: +1, +2. `exam`: week from 8 Jan 07:00, started
  // 7 Jan 19:00: −0.5. Mean 2.5 / 3 = 0.8333…; 10 × (1 − 0.8333 / 7) = 8.8095…
  expect(
    starting(
      started('read', '2024-01-02 07:00'),
      started('read', '2024-01-03 07:00'),
      started('exam', '2024-01-07 19:00'),
    ),
  ).toEqual({
    value: 0.8,
    absolute: null,
    total: null,
    scaled: 8.81,
    raw: (60 * HOUR) / (3 * DAY),
    reason: null,
    dueSoFar: 3,
  });
});

test('5: a repeated row counts repeatedly', () => {
  const row = started('read', '2024-01-02 07:00');
  // (1 + 1 + 4) / 3 = 2.
  expect(starting(row, row, started('read', '2024-01-05 07:00'))).toMatchObject({ raw: 2, dueSoFar: 3 });
});

test('5: each row is limited to −7…7 days', () => {
  // 20 days late and exactly at the begin: (7 + 0) / 2; 20 days early and at the begin: (−7 + 0) / 2.
  expect(starting(started('read', '2024-01-21 07:00'), started('read', '2024-01-01 07:00'))).toMatchObject({
    raw: 3.5,
    value: 3.5,
    scaled: 5,
  });
  expect(starting(started('read', '2023-12-12 07:00'), started('read', '2024-01-01 07:00'))).toMatchObject({
    raw: -3.5,
    value: -3.5,
    scaled: 10,
  });
  expect(starting(started('read', '2024-01-08 07:00:00.000001'))).toMatchObject({
    raw: 7,
    value: 7,
    scaled: 0,
  });
});

test('5: −0 is 0', () => {
  // One hour early: −1/24 day → −0.0 to one decimal.
  expect(starting(started('read', '2024-01-01 06:00')).value).toBe(0);
});

test('6: the mean of week end − completion over all completion rows', () => {
  // `read`: week ends 8 Jan 07:00, completed 6 Jan 07:00: +2; `exam`: ends 15 Jan 07:00, completed 15 Jan 19:00: −0.5.
  // Mean 0.75; 10 × 0.75 / 7 = 1.0714…; 0.75 is an exact tie: 0.8 (even).
  expect(completing(completed('read', '2024-01-06 07:00'), completed('exam', '2024-01-15 19:00'))).toEqual({
    value: 0.8,
    absolute: null,
    total: null,
    scaled: 1.07,
    raw: 0.75,
    reason: null,
    dueSoFar: 2,
  });
});

test('6: each row is limited to −7…7 days; late is negative and scaled 0', () => {
  expect(completing(completed('read', '2023-12-01 00:00'))).toMatchObject({ raw: 7, scaled: 10 });
  expect(completing(completed('read', '2024-02-01 00:00'))).toMatchObject({ raw: -7, value: -7, scaled: 0 });
});

test('items without a known module have no week; no row: no figure', () => {
  const course = exampleCourse();
  const items = [
    ...course.items,
    { itemId: 'no lesson', branchId: null, lessonId: null, typeId: '1', optional: false },
    { itemId: 'unknown lesson', branchId: null, lessonId: 'lesson9', typeId: '1', optional: false },
    { itemId: 'no order', branchId: null, lessonId: 'lesson3', typeId: '1', optional: false },
  ];
  const lessons = [...course.lessons, { lessonId: 'lesson3', branchId: null, moduleId: 'module3' }];
  const modules = [...course.modules, { moduleId: 'module3', branchId: null, order: null }];
  const progress = ['no lesson', 'unknown lesson', 'no order', 'no item'].flatMap((itemId) => [
    started(itemId, '2024-01-02 07:00'),
    completed(itemId, '2024-01-02 07:00'),
  ]);
  for (const metricId of ['metric_5', 'metric_6'] as const) {
    expect(figureOf({ ...course, items, lessons, modules, progress }, metricId)).toMatchObject({
      value: null,
      scaled: null,
      reason: 'no_data',
      dueSoFar: 0,
    });
  }
});
