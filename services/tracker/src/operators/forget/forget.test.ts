import { expect, test } from 'vitest';
import { type ForgetPorts, forget } from './forget.ts';

/** Says in which order things are asked of it. */
function portsOf(asked: string[], held: Partial<ForgetPorts> = {}): ForgetPorts {
  return {
    store: {
      courses: async () => ['a', 'b'],
      tableId: async (courseId, id) => (courseId === 'a' && id === 'dash' ? 'table' : null),
      dashboardId: async () => null,
      addErasure: async (digest) => void asked.push(`list ${digest}`),
      erase: async ({ courseId, ids }) => asked.push(`store ${courseId} ${ids}`),
    },
    erasures: { digestOf: ({ courseId, learnerId }) => `hmac(${courseId}/${learnerId})` },
    sealedRows: { erase: async ({ courseId, ids }) => asked.push(`vault ${courseId} ${ids}`) },
    serde: { prepare: async () => {}, decode: () => expect.fail('no record is read') },
    clock: { now: () => 7 },
    listIsKnown: async () => void asked.push('known'),
    records: null,
    eraseFromLedger: null,
    ...held,
  };
}

test('the list comes first and is known before anything is erased, of all courses and both ids', async () => {
  const asked: string[] = [];
  const records = {
    erase: async (topic: string, ids: readonly string[]) => asked.push(`${topic} ${ids}`),
    reclaim: () => asked.push('reclaim') > 0,
  };
  const ledger = ({ courseId }: { readonly courseId: string }) => asked.push(`ledger ${courseId}`);
  const receipt = await forget(portsOf(asked, { records, eraseFromLedger: ledger }), 'dash', []);
  const digests = ['hmac(a/dash)', 'hmac(a/table)', 'hmac(b/dash)'];
  expect(asked.slice(0, 5)).toEqual([...digests.map((digest) => `list ${digest}`), 'known', 'ledger a']);
  expect(asked).toContain('clickstream-events dash,table');
  expect(asked.slice(-3)).toEqual(['vault b dash', 'store b dash', 'reclaim']);
  expect(asked).toContain('vault a dash,table');
  expect(receipt).toMatchObject({ digests, complete: true });
});

test('what is kept is told, and the receipt is not complete', async () => {
  const receipt = await forget(portsOf([]), 'dash', ['a']);
  expect(receipt.complete).toBe(false);
  const kept = receipt.places.filter(({ state }) => state === 'kept').map(({ place }) => place);
  expect(kept).toContain('ledger');
  expect(kept).toContain('topic clickstream-events');
  expect(receipt.places.find(({ place }) => place === 'store')).toMatchObject({ state: 'erased', at: 7 });
  expect(receipt.places).toContainEqual(expect.objectContaining({ place: 'e-mail vault', state: 'erased' }));
});
