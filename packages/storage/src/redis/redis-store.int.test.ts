import { afterAll, beforeAll } from 'vitest';
import { type RedisServer, startRedis } from '../../../../test/servers/redis.ts';
import { type RedisCluster, startRedisCluster } from '../../../../test/servers/redis-cluster.ts';
import { aggregateStoreContract, type StoreHarness } from '../../contract/index.ts';
import type { RedisConnectionOptions } from './connection.ts';
import { openRedisStore } from './testing/stores.ts';

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

/** A deployment name of its own is a place of its own; the data goes with the servers. */
async function placeIn(connection: RedisConnectionOptions): Promise<StoreHarness> {
  const deployment = `contract-${++places}`;
  return {
    open: (partitions) => openRedisStore(connection, deployment, partitions),
    destroy: async () => {},
  };
}

aggregateStoreContract('the Redis store on one server', () => placeIn({ addresses: [single] }));
aggregateStoreContract('the Redis store on a cluster of three', () => {
  const [first] = cluster.nodes;
  if (first === undefined) throw new Error('the cluster has no nodes');
  return placeIn({ addresses: [first], cluster: true });
});
