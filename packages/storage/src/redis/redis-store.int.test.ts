import { afterAll, beforeAll } from 'vitest';
import { type RedisServer, startRedis } from '../../../../test/servers/redis.ts';
import { type RedisCluster, startRedisCluster } from '../../../../test/servers/redis-cluster.ts';
import {
  aggregateStoreContract,
  type SealedRowsHarness,
  type StoreHarness,
  sealedRowsContract,
} from '../../contract/index.ts';
import type { RedisConnectionOptions } from './connection.ts';
import { createRedisSealedRows } from './sealed-rows.ts';
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

async function vaultIn(connection: RedisConnectionOptions): Promise<SealedRowsHarness> {
  const deployment = `vault-${++places}`;
  return {
    open: async () => createRedisSealedRows({ connection, deployment }),
    destroy: async () => {},
  };
}

function clustered(): RedisConnectionOptions {
  const [first] = cluster.nodes;
  if (first === undefined) throw new Error('the cluster has no nodes');
  return { addresses: [first], cluster: true };
}

aggregateStoreContract('the Redis store on one server', () => placeIn({ addresses: [single] }));
aggregateStoreContract('the Redis store on a cluster of three', () => placeIn(clustered()));
sealedRowsContract('one Redis server', () => vaultIn({ addresses: [single] }));
sealedRowsContract('a Redis cluster of three', () => vaultIn(clustered()));
