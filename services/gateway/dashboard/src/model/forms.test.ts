import { expect, test } from 'vitest';
import { nextStep } from './first-visit.ts';
import { choiceProblem, goalProblem, isEmail, toggled } from './forms.ts';
import { METRIC_IDS } from './metrics.ts';

test.each([
  [{ consent: null, goal: null, selected: [] }, 'consent'],
  [{ consent: false, goal: null, selected: [] }, 'goal'],
  [{ consent: true, goal: 'Pass', selected: [] }, 'indicators'],
  [{ consent: false, goal: 'Pass', selected: ['metric_1'] as const }, null],
  [{ consent: null, goal: 'Pass', selected: ['metric_1'] as const }, 'consent'],
])('%o: the next decision is %s', (settings, step) => {
  expect(nextStep(settings)).toBe(step);
});

test.each([
  ['', 'empty'],
  [' \n\t', 'empty'],
  ['x', null],
  ['x'.repeat(2_000), null],
  ['x'.repeat(2_001), 'too-long'],
])('a goal %#', (text, problem) => {
  expect(goalProblem(text)).toBe(problem);
});

test.each([
  ['a@b.example', true],
  ['a b@c.example', false],
  ['a@b', false],
  ['@b.example', false],
  [`${'a'.repeat(250)}@b.example`, false],
])('%s as an e-mail address: %s', (text, good) => {
  expect(isEmail(text)).toBe(good);
});

test('three to six indicators, a seventh is not taken, the order is that of choosing', () => {
  const six = METRIC_IDS.slice(0, 6);
  expect(choiceProblem(METRIC_IDS.slice(0, 2))).toBe('too-few');
  expect(choiceProblem(METRIC_IDS.slice(0, 3))).toBeNull();
  expect(choiceProblem(six)).toBeNull();
  expect(choiceProblem(METRIC_IDS.slice(0, 7))).toBe('too-many');
  expect(toggled(six, 'metric_9')).toEqual(six);
  expect(toggled(['metric_4', 'metric_2'], 'metric_1')).toEqual(['metric_4', 'metric_2', 'metric_1']);
  expect(toggled(['metric_4', 'metric_2'], 'metric_4')).toEqual(['metric_2']);
});
