import { expect, test } from 'vitest';
import { parseCourseConfigs } from './parse.ts';
import { configWarnings } from './warnings.ts';

const warningsFor = (gradeWeights?: Record<string, number>) =>
  configWarnings(parseCourseConfigs(JSON.stringify({ courseId: 'c', gradeWeights }), 'course.json'));

test('weights that do not sum to 1 are warned about, with the sum', () => {
  expect(warningsFor({ a: 0.5, b: 0.25 })).toEqual([expect.stringContaining('sum to 0.75')]);
});

test('weights that sum to 1, if not to the last bit, and no weights at all are fine', () => {
  expect(warningsFor({ a: 0.7, b: 0.1, c: 0.1, d: 0.1 })).toEqual([]);
  expect(0.7 + 0.1 + 0.1 + 0.1).not.toBe(1);
  expect(warningsFor({})).toEqual([]);
  expect(warningsFor()).toEqual([]);
});
