import { expect, test } from 'vitest';
import { type ForgetPorts, forget } from './forget.ts';

/** Says in which order things are asked of it. */
function portsOf(asked: string[], held: Partial<ForgetPorts> = {}): ForgetPorts {
  return {
    store: {
      courses: async () => ['a', 'b'],
      tableId: async (courseId, id) => (courseId === 'a' && id === 'dash' ? 'table' : null),
      dashboardId: async () => null,
      erase: async ({ courseId, ids }) => asked.push(`store ${courseId} ${ids}`),
    },
    erasures: {
      digestOf: ({ courseId, learnerId }) => `hmac(${courseId}/${learnerId})`,
      add: async (digests) => void asked.push(`list ${digests}`),
    },
    sealedRows: { erase: async ({ courseId }) => asked.push(`vault ${courseId}`) },
    serde: { prepare: async () => {}, decode: () => expect.fail('no record is read') },
    clock: { now: () => 7 },
    listIsKnown: async () => void asked.push('known'),
    logEraser: {
      erase: async ({ ids, topics }) => {
        asked.push(`log ${ids}`);
        return topics.map((topic) => ({ topic, courseId: 'a', count: 3 }));
      },
    },
    eraseFromLedger: ({ courseId }) => asked.push(`ledger ${courseId}`),
    reclaim: () => asked.push('reclaim') > 0,
    ...held,
  };
}

const everywhere = [{ learner: 'dash', courseIds: [] }];

test('the list comes first and is known before anything is erased, of all courses and both ids', async () => {
  const asked: string[] = [];
  const receipt = await forget(portsOf(asked), everywhere, 'r1');
  const digests = ['hmac(a/dash)', 'hmac(a/table)', 'hmac(b/dash)'];
  expect(asked).toEqual([
    ...['list hmac(a/dash),hmac(a/table)', 'list hmac(b/dash)', 'known', 'ledger a', 'ledger b'],
    ...['log dash,table', 'vault a', 'store a dash,table', 'vault b', 'store b dash', 'reclaim'],
  ]);
  expect(receipt).toMatchObject({ id: 'r1', digests, complete: true });
  const clicks = receipt.places.filter(({ place }) => place === 'topic clickstream-events');
  expect(clicks.map(({ courseId, count }) => [courseId, count])).toEqual([
    ['a', 3],
    ['b', 0],
  ]);
});

test('several are forgotten with one look through the log', async () => {
  const asked: string[] = [];
  await forget(portsOf(asked), [...everywhere, { learner: 'x', courseIds: ['b'] }], 'r1');
  expect(asked.filter((one) => one.startsWith('log'))).toEqual(['log dash,table,x']);
});

test('what is kept is told, and the receipt is not complete', async () => {
  const ports = portsOf([], { eraseFromLedger: null, reclaim: () => false });
  const receipt = await forget(ports, [{ learner: 'dash', courseIds: ['a'] }], 'r1');
  expect(receipt.complete).toBe(false);
  const kept = receipt.places.filter(({ state }) => state === 'kept').map(({ place }) => place);
  expect(kept).toEqual(['write-ahead log']);
  expect(receipt.places.find(({ place }) => place === 'ledger')).toMatchObject({ state: 'listed', count: 0 });
  expect(receipt.places.find(({ place }) => place === 'store')).toMatchObject({ state: 'erased', at: 7 });
});
