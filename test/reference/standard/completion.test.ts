import { expect, test } from 'vitest';
import { completed, exampleCourse, figureOf, started, time } from '../testing/example-course.ts';

const optional = { itemId: 'extra', branchId: null, lessonId: 'lesson0', typeId: '301', optional: true };
const unknownType = { itemId: 'strange', branchId: null, lessonId: null, typeId: '99', optional: false };

test('7: distinct completed items of all items', () => {
  const course = exampleCourse({
    progress: [
      completed('read', '2024-01-02 10:00'),
      completed('read', '2024-01-03 10:00'),
      started('watch', '2024-01-02 10:00'),
      completed('no item', '2024-01-02 10:00'),
    ],
  });
  // 1 of 4 = 25 %, scaled 2.5. All four weeks have begun at 1 Feb.
  expect(figureOf(course, 'metric_7')).toEqual({
    value: 25,
    absolute: 1,
    total: 4,
    scaled: 2.5,
    raw: 25,
    reason: null,
    dueSoFar: 4,
  });
});

test('whole per cent, the scaled value from the unrounded share, ties to even', () => {
  const items = Array.from({ length: 16 }, (_, index) => ({
    itemId: `i${index}`,
    branchId: null,
    lessonId: null,
    typeId: null,
    optional: false,
  }));
  const course = (count: number) =>
    exampleCourse({
      items,
      progress: items.slice(0, count).map(({ itemId }) => completed(itemId, '2024-01-02 10:00')),
    });
  // 1 of 16 = 6.25 % → 6, 0.625 → 0.62; 3 of 16 = 18.75 % → 19, 1.875 → 1.88; 2 of 16 = 12.5 % → 12.
  expect(figureOf(course(1), 'metric_7')).toMatchObject({ value: 6, scaled: 0.62, raw: 6.25 });
  expect(figureOf(course(3), 'metric_7')).toMatchObject({ value: 19, scaled: 1.88, raw: 18.75 });
  expect(figureOf(course(2), 'metric_7')).toMatchObject({ value: 12, scaled: 1.25 });
});

test('8 to 11 by the type description, by type id or else the fifth column; unknown types in 7 only', () => {
  const course = exampleCourse({
    items: [...exampleCourse().items, optional, unknownType],
    progress: [completed('extra', '2024-01-02 10:00'), completed('strange', '2024-01-02 10:00')],
  });
  const counts = (['metric_7', 'metric_8', 'metric_9', 'metric_10', 'metric_11'] as const).map((metricId) => {
    const { absolute, total } = figureOf(course, metricId);
    return [absolute, total];
  });
  expect(counts).toEqual([
    [2, 6],
    [0, 1],
    [0, 1],
    [0, 1],
    [1, 2],
  ]);
});

test('the type id wins over the fifth column', () => {
  const course = exampleCourse({
    itemTypes: [
      { typeId: '7', description: 'supplement', graded: false, atomTypeId: '5' },
      { typeId: '5', description: 'lecture', graded: false, atomTypeId: '7' },
    ],
    items: [{ itemId: 'read', branchId: null, lessonId: null, typeId: '5', optional: false }],
  });
  expect(figureOf(course, 'metric_11').total).toBe(1);
  expect(figureOf(course, 'metric_10').total).toBe(0);
});

test('9: graded types, or those of gradedItemTypes in their place', () => {
  const course = exampleCourse({ progress: [completed('talk', '2024-01-02 10:00')] });
  const named = (gradedItemTypes: string[]) => {
    const { absolute, total } = figureOf(
      { ...course, config: { ...course.config, gradedItemTypes } },
      'metric_9',
    );
    return [absolute, total];
  };
  expect(figureOf(course, 'metric_9')).toMatchObject({ absolute: 0, total: 1 });
  expect(named(['discussion prompt'])).toEqual([1, 1]);
  expect(named(['discussion prompt', 'exam'])).toEqual([1, 2]);
  expect(named([])).toEqual([0, 0]);
});

test('excludeOptionalItems takes optional items from both counts', () => {
  const course = exampleCourse({
    items: [...exampleCourse().items, optional],
    progress: [completed('extra', '2024-01-02 10:00'), completed('watch', '2024-01-02 10:00')],
  });
  const excluding = { ...course, config: { ...course.config, excludeOptionalItems: true } };
  expect(figureOf(course, 'metric_7')).toMatchObject({ absolute: 2, total: 5, dueSoFar: 5 });
  expect(figureOf(excluding, 'metric_7')).toMatchObject({ absolute: 1, total: 4, dueSoFar: 4 });
  expect(figureOf(course, 'metric_11')).toMatchObject({ absolute: 2, total: 2 });
  expect(figureOf(excluding, 'metric_11')).toMatchObject({ absolute: 1, total: 1 });
});

test('dueSoFar: the items whose week has begun at asOf', () => {
  const course = exampleCourse({ items: [...exampleCourse().items, unknownType] });
  const due = (asOf: string) => figureOf({ ...course, asOf: time(asOf) }, 'metric_7').dueSoFar;
  // Module 0 begins with the session, 1 Jan 07:00, module 1 a week later; `strange` has no week.
  expect(due('2024-01-01 06:59:59.999999')).toBe(0);
  expect(due('2024-01-01 07:00')).toBe(2);
  expect(due('2024-01-08 06:59:59.999999')).toBe(2);
  expect(due('2024-01-08 07:00')).toBe(4);
});

test('a denominator of 0: no_items, count and total 0; a member without progress: count 0', () => {
  const course = exampleCourse({ items: exampleCourse().items.filter((item) => item.typeId !== '3') });
  expect(figureOf(course, 'metric_8')).toEqual({
    value: null,
    absolute: 0,
    total: 0,
    scaled: null,
    raw: null,
    reason: 'no_items',
    dueSoFar: 0,
  });
  expect(figureOf(course, 'metric_7')).toMatchObject({
    value: 0,
    absolute: 0,
    total: 3,
    scaled: 0,
    reason: null,
  });
});
