import { afterEach, beforeEach, expect, it } from 'vitest';
import { click } from '../testing/fake-rows.ts';
import { createWorkbench, type Workbench } from '../testing/workbench.ts';

let bench: Workbench;
beforeEach(() => {
  bench = createWorkbench();
});
afterEach(() => bench.close());

const CLICKS = [1, 2, 3, 4, 5, 6].map((minute) => click('a', minute));

it('publishes nothing more once it may not work, and another goes on where it was', async () => {
  bench.exports.clicks('access-2020-05-10.csv.gz', CLICKS);
  const first = bench.start({ mayWork: () => bench.log.size() < 3 });
  expect(await first.runOnce()).toMatchObject({ complete: false });
  const size = bench.log.size();
  expect(size).toBeLessThan(CLICKS.length);
  expect(await first.runOnce()).toMatchObject({ complete: false });
  expect(bench.log.size()).toBe(size);
  expect(await bench.start().runOnce()).toMatchObject({ complete: true });
  const identities = bench.events('ClickObserved').map(({ identity }) => identity);
  expect(new Set(identities).size).toBe(CLICKS.length);
});

it('may not even append what a step has begun: the right to work can end in between', async () => {
  bench.exports.clicks('access-2020-05-10.csv.gz', CLICKS);
  let leading = true;
  const fetcher = bench.start({
    mayWork: () => leading,
    onStep: (step) => {
      if (step === 'publish clicks') leading = false;
    },
  });
  await fetcher.runOnce();
  expect(bench.events('ClickObserved')).toEqual([]);
});

it('is stopped without waiting for a log that does not answer; what was begun is published later', async () => {
  bench.exports.clicks('access-2020-05-10.csv.gz', CLICKS);
  const asked = Promise.withResolvers<void>();
  const hanging = {
    append: () => {
      asked.resolve();
      return new Promise<void>(() => {});
    },
  };
  const fetcher = bench.start({ log: hanging });
  const running = fetcher.runOnce();
  await asked.promise;
  await fetcher.stop();
  expect(await running).toMatchObject({ complete: false });
  await bench.start().runOnce();
  expect(bench.events('ClickObserved')).toHaveLength(CLICKS.length);
});
