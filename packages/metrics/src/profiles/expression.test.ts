import { expect, test } from 'vitest';
import { divide, evaluate, render, sum, times, value } from './expression.ts';

const numbers = (...all: number[]) => all.map((number) => value('n', number));

test.each([
  [sum('s', numbers(0.1, 0.2, 0.3)), 0.1 + 0.2 + 0.3, '(0.1 + 0.2 + 0.3)'],
  [times('t', ...numbers(100, 2, 3)), 600, '(100 × 2 × 3)'],
  [divide('d', ...numbers(100, 3, 7)), 100 / 3 / 7, '(100 / 3 / 7)'],
  [{ op: 'minus', label: 'm', of: numbers(10, 3, 2) } as const, 5, '(10 − 3 − 2)'],
  [divide('mean', sum('s', numbers(50, 25)), value('days', 2)), 37.5, '((50 + 25) / 2)'],
  [sum('one', numbers(5)), 5, '5'],
  [sum('none', []), 0, '0'],
  [times('none'), 1, '1'],
])('%o folds left to right, and is shown as it was computed', (expression, number, text) => {
  expect(evaluate(expression)).toBe(number);
  expect(render(expression)).toBe(text);
});
