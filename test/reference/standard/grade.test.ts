import { expect, test } from 'vitest';
import type { ReferenceConfig, ReferenceCourse } from '../model.ts';
import { exampleCourse, figureOf } from '../testing/example-course.ts';

function grade(itemId: string, value: number | null, learnerId = 'ann') {
  return { learnerId, itemId, grade: value };
}

function metric12(parts: Partial<ReferenceCourse>, config: Partial<ReferenceConfig> = {}) {
  return figureOf(exampleCourse(parts, config), 'metric_12');
}

test('the weighted grades in ascending item id, then × 100; a missing or empty grade counts 0', () => {
  const itemGrades = [
    grade('c', 0.9),
    grade('a', 0.7),
    grade('d', null),
    grade('unweighted', 1),
    grade('a', 1, 'bob'),
  ];
  const figure = metric12({ itemGrades }, { gradeWeights: { c: 0.3, b: 0.2, a: 0.1, d: 0.4 } });
  // a 0.07 + b 0 + c 0.27 + d 0 = 0.34 → 34 %, scaled 3.4.
  expect(figure).toEqual({
    value: 34,
    absolute: null,
    total: null,
    scaled: 3.4,
    raw: (0.7 * 0.1 + 0 + 0.9 * 0.3 + 0) * 100,
    reason: null,
    dueSoFar: null,
  });
});

test('the order of the sum is that of the ids: capitals first, D10 before D9', () => {
  const gradeWeights = { b: 0.1, D9: 0.2, D10: 0.3 };
  const itemGrades = Object.keys(gradeWeights).map((itemId) => grade(itemId, 1));
  // (0.3 + 0.2) + 0.1 = 0.6, where (0.1 + 0.2) + 0.3 would be 0.6000000000000001.
  expect(metric12({ itemGrades }, { gradeWeights }).raw).toBe((0.3 + 0.2 + 0.1) * 100);
  expect((0.3 + 0.2 + 0.1) * 100).not.toBe((0.1 + 0.2 + 0.3) * 100);
});

test('weights win over the course grade, and the scaled value is limited to 10', () => {
  const parts = { itemGrades: [grade('exam', 1)], courseGrades: [{ learnerId: 'ann', overall: 0.2 }] };
  expect(metric12(parts, { gradeWeights: { exam: 1.5 } })).toMatchObject({ value: 150, scaled: 10 });
});

test.each([{}, { gradeWeights: {} }])('without weights: the course grade × 100 (%j)', (config) => {
  const parts = { itemGrades: [grade('exam', 1)], courseGrades: [{ learnerId: 'ann', overall: 0.835 }] };
  // 83.5 is an exact tie: 84 (even).
  expect(metric12(parts, config)).toMatchObject({ value: 84, scaled: 8.35, raw: 83.5 });
});

test('without weights and without an own course grade where others have one: no figure', () => {
  const itemGrades = [grade('exam', 1)];
  const ofOther = { learnerId: 'bob', overall: 0.5 };
  expect(metric12({ itemGrades, courseGrades: [ofOther] })).toMatchObject({ value: null, reason: 'no_data' });
  const empty = { learnerId: 'ann', overall: null };
  expect(metric12({ itemGrades, courseGrades: [empty] })).toMatchObject({ value: null, reason: 'no_data' });
});

test('without weights and any course grade: equal weights over the graded items, optional ones included', () => {
  const items = [
    ...exampleCourse().items,
    { itemId: 'peer', branchId: null, lessonId: null, typeId: '4', optional: true },
    { itemId: 'test', branchId: null, lessonId: null, typeId: '5', optional: false },
  ];
  const itemGrades = [grade('exam', 0.8), grade('peer', 0.7), grade('read', 1)];
  // (0.8 + 0.7 + 0) / 3 as Σ grade × 1/3 = 0.5 → 50 %; `read` is not graded.
  const figure = metric12({ items, itemGrades }, { excludeOptionalItems: true });
  expect(figure).toMatchObject({
    value: 50,
    scaled: 5,
    raw: (0.8 * (1 / 3) + 0.7 * (1 / 3) + 0 * (1 / 3)) * 100,
  });
  // gradedItemTypes names the items of metric 9, so it decides here too.
  expect(metric12({ items, itemGrades }, { gradedItemTypes: ['supplement'] }).raw).toBe(100);
  expect(metric12({ items, itemGrades }, { gradedItemTypes: [] })).toMatchObject({
    value: null,
    reason: 'no_data',
  });
});

test('no grade of any kind: no figure; a course grade alone is one', () => {
  const gradeWeights = { exam: 1 };
  expect(metric12({ itemGrades: [grade('exam', null)] }, { gradeWeights })).toMatchObject({
    value: null,
    reason: 'no_data',
  });
  const courseGrades = [{ learnerId: 'ann', overall: 0.5 }];
  expect(metric12({ courseGrades }, { gradeWeights })).toMatchObject({ value: 0, scaled: 0, reason: null });
});
