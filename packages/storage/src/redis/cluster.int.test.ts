import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { type RedisCluster, startRedisCluster } from '../../../../test/servers/redis-cluster.ts';
import { ANA, commitOf, TOPIC } from '../../contract/samples.ts';
import type { AggregateStore, Claim } from '../port.ts';
import { openRedisStore } from './testing/stores.ts';

const PARTITIONS = 12;

let cluster: RedisCluster;
let store: AggregateStore;

beforeEach(async () => {
  cluster = await startRedisCluster();
  const [first] = cluster.nodes;
  if (first === undefined) throw new Error('the cluster has no nodes');
  const connection = { addresses: [first], cluster: true, commandTimeoutMs: 1_000 } as const;
  store = await openRedisStore(connection, 'cluster', PARTITIONS);
});

afterEach(async () => {
  await store?.close();
  await cluster?.destroy();
});

const step = (from: number) => commitOf({ positions: { [TOPIC]: { from, to: from + 1 } } });

async function eachCommits(claims: readonly Claim[], from: number): Promise<void> {
  for (const claim of claims) {
    const answer = await vi.waitFor(() => store.commit(claim.partition, claim, step(from)), {
      timeout: 30_000,
    });
    // What timed out may have been done.
    expect(['committed', 'already-committed']).toContain(answer);
  }
}

it('waits for a node that is away and goes on when it is back, with all that was committed', async () => {
  const claims = await Promise.all(Array.from({ length: PARTITIONS }, (_, n) => store.claim(n)));
  await eachCommits(claims, 0);
  const [, second] = cluster.nodes;
  await second?.stop();
  const answers = await Promise.allSettled(
    claims.map((claim) => store.commit(claim.partition, claim, step(1))),
  );
  const refused = answers.flatMap((answer) => (answer.status === 'rejected' ? [answer.reason] : []));
  expect(refused.length).toBeGreaterThan(0);
  for (const reason of refused) expect(reason).toMatchObject({ code: 'STORE_UNREACHABLE' });
  await second?.start();
  await eachCommits(claims, 1);
  expect((await store.progress()).map(({ positions }) => positions[TOPIC])).toEqual(claims.map(() => 2));
});

it('finds a slot where it was moved to', async () => {
  const claim = await store.claim(5);
  await store.commit(5, claim, step(0));
  await cluster.moveSlotOf('{cluster:5}');
  expect(await store.commit(5, claim, step(1))).toBe('committed');
  expect((await store.claim(5)).positions).toEqual({ [TOPIC]: 2 });
  expect(await store.load(5, [{ ...ANA, part: 'posts' }])).toEqual([null]);
});
