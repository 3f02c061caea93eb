import { expect, test } from 'vitest';
import { createGate } from './gate.ts';

test('no more than its width run at once, in the order they came, also when some fail', async () => {
  const gate = createGate(2);
  const begun: number[] = [];
  let running = 0;
  let most = 0;
  const work = (n: number) =>
    gate(async () => {
      begun.push(n);
      running += 1;
      most = Math.max(most, running);
      for (let turn = 0; turn < 3; turn += 1) await Promise.resolve();
      running -= 1;
      if (n % 3 === 0) throw new Error(`${n}`);
      return n;
    });
  const results = await Promise.allSettled([1, 2, 3, 4, 5, 6, 7].map(work));
  expect(results.map(({ status }) => status === 'fulfilled')).toEqual([
    true,
    true,
    false,
    true,
    true,
    false,
    true,
  ]);
  expect(begun).toEqual([1, 2, 3, 4, 5, 6, 7]);
  expect(most).toBe(2);
  expect(await work(8)).toBe(8);
});
