import { expect, test } from 'vitest';
import { createCrashPauses } from './crash-pauses.ts';

test('pauses grow while crashes follow each other, and begin anew after a sound time', () => {
  let now = 0;
  const pauses = createCrashPauses(() => now);
  const next = (passed: number) => {
    now += passed;
    return pauses.next();
  };
  expect([next(0), next(1_000), next(1_000), next(1_000), next(1_000), next(30_000)]).toEqual([
    200, 400, 800, 1_600, 3_000, 3_000,
  ]);
  expect([next(30_001), next(10)]).toEqual([200, 400]);
});
