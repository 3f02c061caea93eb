/**
 * The arithmetic behind a figure, as data: an explanation shows it, and evaluating it gives the figure to the last
 * bit, because operands are folded left to right exactly as the metric did.
 */
export type Expression =
  | { readonly op: 'value'; readonly label: string; readonly value: number }
  | {
      readonly op: 'sum' | 'times' | 'divide' | 'minus';
      readonly label: string;
      readonly of: readonly Expression[];
    };

export function value(label: string, number: number): Expression {
  return { op: 'value', label, value: number };
}
export function sum(label: string, of: readonly Expression[]): Expression {
  return { op: 'sum', label, of };
}
export function times(label: string, ...of: readonly Expression[]): Expression {
  return { op: 'times', label, of };
}
export function divide(label: string, ...of: readonly Expression[]): Expression {
  return { op: 'divide', label, of };
}

/** An empty sum is 0, an empty product 1. */
export function evaluate(expression: Expression): number {
  if (expression.op === 'value') return expression.value;
  const [first, ...rest] = expression.of.map(evaluate);
  if (first === undefined) return expression.op === 'sum' ? 0 : 1;
  switch (expression.op) {
    case 'sum':
      return rest.reduce((a, b) => a + b, first);
    case 'times':
      return rest.reduce((a, b) => a * b, first);
    case 'divide':
      return rest.reduce((a, b) => a / b, first);
    case 'minus':
      return rest.reduce((a, b) => a - b, first);
  }
}

const SIGNS = { sum: ' + ', times: ' × ', divide: ' / ', minus: ' − ' } as const;

/** One line for people, e.g. `mean = (50 + 25) / 2`. */
export function render(expression: Expression): string {
  if (expression.op === 'value') return String(expression.value);
  const sign = SIGNS[expression.op];
  if (expression.of.length === 0) return expression.op === 'sum' ? '0' : '1';
  if (expression.of.length === 1) return expression.of.map(render).join('');
  return `(${expression.of.map(render).join(sign)})`;
}
