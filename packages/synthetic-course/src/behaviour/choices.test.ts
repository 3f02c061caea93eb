import fc from 'fast-check';
import { expect, test } from 'vitest';
import { choicesOf } from './choices.ts';

const ids = Array.from({ length: 400 }, (_, n) => `learner ${n}`);

test('choices are such as the dashboard takes', () => {
  fc.assert(
    fc.property(fc.integer(), fc.string(), (seed, id) => {
      const choices = choicesOf(seed, id);
      if (choices === null) return;
      const { indicators, answers } = choices;
      if (indicators.length > 0) expect(indicators.length).toSatisfy((n: number) => n >= 3 && n <= 6);
      expect(new Set(indicators).size).toBe(indicators.length);
      expect(indicators.every((n) => n >= 1 && n <= 12)).toBe(true);
      expect([0, 24]).toContain(answers.length);
      expect(answers.every((answer) => Number.isInteger(answer) && answer >= 1 && answer <= 7)).toBe(true);
    }),
  );
});

test('a learner chooses the same again, and others choose otherwise', () => {
  const once = ids.map((id) => choicesOf(7, id));
  expect(ids.map((id) => choicesOf(7, id))).toEqual(once);
  expect(new Set(once.map((choices) => JSON.stringify(choices))).size).toBeGreaterThan(100);
});

test('most consent, some never do, and every indicator is somebody’s', () => {
  const consenting = ids.map((id) => choicesOf(7, id)).filter((choices) => choices !== null);
  expect(consenting.length).toBeGreaterThan(250);
  expect(consenting.length).toBeLessThan(350);
  expect(new Set(consenting.flatMap(({ indicators }) => indicators)).size).toBe(12);
});
