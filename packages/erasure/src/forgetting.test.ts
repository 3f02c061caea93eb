import { silentLogger } from '@learning-tracker/runtime';
import { expect, test } from 'vitest';
import type { ForgetPorts } from './forget.ts';
import { createForgetting } from './forgetting.ts';
import { parseReceipt, type Receipt } from './receipt.ts';

function setUp(erase: ForgetPorts['logEraser']['erase']) {
  const kept: Receipt[] = [];
  let ids = 0;
  const forgetting = createForgetting({
    ports: {
      store: {
        courses: async () => ['a'],
        tableId: async () => null,
        dashboardId: async () => null,
        erase: async () => 1,
      },
      erasures: { digestOf: () => 'ab'.repeat(32), add: async () => {} },
      sealedRows: { erase: async () => 0 },
      serde: { prepare: async () => {}, decode: () => expect.fail('no record is read') },
      clock: { now: () => 7 },
      listIsKnown: async () => {},
      logEraser: { erase },
      eraseFromLedger: null,
      reclaim: null,
    },
    receipts: {
      keep: async (receipt) => void kept.push(receipt),
      find: async (id) => kept.find((receipt) => receipt.id === id) ?? null,
    },
    logger: silentLogger,
    newId: () => `r${++ids}`,
  });
  return { forgetting, kept };
}

const ann = [{ learner: 'ann', courseIds: [] }];

test('one waits for the other, and its receipt can be asked for before and after', async () => {
  const first = Promise.withResolvers<void>();
  const begun: string[] = [];
  const { forgetting, kept } = setUp(async ({ ids }) => {
    begun.push(...ids);
    if (begun.length === 1) await first.promise;
    return [];
  });
  const one = forgetting.begin(ann);
  const two = forgetting.begin([{ learner: 'bob', courseIds: ['a'] }]);
  while (begun.length === 0) await new Promise(setImmediate);
  expect([begun, await forgetting.find(one.id), await forgetting.find(two.id)]).toEqual([
    ...[['ann'], 'running', 'running'],
  ]);
  first.resolve();
  expect(await two.done).toEqual(await forgetting.find(two.id));
  expect(kept.map(({ id }) => id)).toEqual([one.id, two.id]);
  expect(kept.map((receipt) => parseReceipt(JSON.stringify(receipt)))).toEqual(kept);
  expect(await forgetting.find('r9')).toBeNull();
});

test('one that fails is known no more, and the next goes on', async () => {
  let calls = 0;
  const { forgetting } = setUp(async () => {
    calls += 1;
    if (calls === 1) throw new Error('the log is away');
    return [];
  });
  const one = forgetting.begin(ann);
  const two = forgetting.begin(ann);
  await expect(one.done).rejects.toThrow('the log is away');
  expect(await forgetting.find(one.id)).toBeNull();
  expect((await two.done).id).toBe(two.id);
  await forgetting.close();
});
