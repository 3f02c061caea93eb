import { partitionOf, recordKey } from '@learning-tracker/streams';
import { afterAll, beforeAll } from 'vitest';
import { type RedisServer, startRedis } from '../../../../test/servers/redis.ts';
import { type RedisCluster, startRedisCluster } from '../../../../test/servers/redis-cluster.ts';
import { aggregateStoreContract, type StoreHarness } from '../../contract/index.ts';
import type { RedisConnectionOptions } from './connection.ts';
import { createRedisStore } from './redis-store.ts';

let single: RedisServer;
let cluster: RedisCluster;
let places = 0;

beforeAll(async () => {
  single = await startRedis();
  cluster = await startRedisCluster();
});

afterAll(async () => {
  await single?.destroy();
  await cluster?.destroy();
});

/** A deployment name of its own is a place of its own; the servers' data goes with them. */
async function place(connection: RedisConnectionOptions): Promise<StoreHarness> {
  const deployment = `contract-${++places}`;
  return {
    open: (partitions) =>
      createRedisStore({
        connection,
        deployment,
        partitions,
        partitionOf: ({ courseId, learnerId }) => partitionOf(recordKey(courseId, learnerId), partitions),
      }),
    destroy: async () => {},
  };
}

aggregateStoreContract('the Redis store on one server', () => place({ addresses: [single] }));
aggregateStoreContract('the Redis store on a cluster', () => {
  const [first] = cluster.nodes;
  if (first === undefined) throw new Error('the cluster has no nodes');
  return place({ addresses: [first], cluster: true });
});
