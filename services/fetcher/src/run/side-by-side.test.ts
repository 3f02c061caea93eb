import { expect, test } from 'vitest';
import { sideBySide } from './side-by-side.ts';

test('no more than allowed are under way, and they begin in order', async () => {
  const begun: number[] = [];
  let underWay = 0;
  let most = 0;
  await sideBySide([1, 2, 3, 4, 5], 2, async (item) => {
    begun.push(item);
    underWay += 1;
    most = Math.max(most, underWay);
    await Promise.resolve();
    underWay -= 1;
  });
  expect(begun).toEqual([1, 2, 3, 4, 5]);
  expect(most).toBe(2);
});

test('after a failure none begins, the others are told and awaited, and the first failure is the outcome', async () => {
  const first = Promise.withResolvers<void>();
  const seen: string[] = [];
  const doing = sideBySide(['fails', 'goes on', 'never'], 2, async (item, failed) => {
    if (item === 'fails') throw new Error('first');
    await first.promise;
    seen.push(item, String(failed()));
    throw new Error('second');
  });
  first.resolve();
  await expect(doing).rejects.toThrow('first');
  expect(seen).toEqual(['goes on', 'true']);
});
