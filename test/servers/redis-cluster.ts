import { Redis } from 'ioredis';
import { type RedisServer, startRedis } from './redis.ts';

const SLOTS = 16_384;
const READY_WITHIN_MS = 30_000;
const LOOK_EVERY_MS = 50;

export interface RedisCluster {
  readonly nodes: readonly RedisServer[];
  destroy(): Promise<void>;
}

/** A cluster of masters on this machine, its slots shared evenly; resolves when every node sees all slots served. */
export async function startRedisCluster(size = 3): Promise<RedisCluster> {
  const started = await Promise.allSettled(Array.from({ length: size }, () => startRedis({ cluster: true })));
  const nodes = started.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
  const destroy = async () => {
    await Promise.all(nodes.map((node) => node.destroy()));
  };
  try {
    for (const one of started) if (one.status === 'rejected') throw one.reason;
    await join(nodes);
    return { nodes, destroy };
  } catch (error) {
    await destroy();
    throw error;
  }
}

async function join(nodes: readonly RedisServer[]): Promise<void> {
  const clients = nodes.map(({ host, port }) => new Redis({ host, port, protocol: 2 }));
  try {
    await Promise.all(
      clients.map(async (client, n) => {
        const first = Math.floor((n * SLOTS) / nodes.length);
        const next = Math.floor(((n + 1) * SLOTS) / nodes.length);
        await client.call('CLUSTER', 'SET-CONFIG-EPOCH', n + 1);
        await client.call('CLUSTER', 'ADDSLOTSRANGE', first, next - 1);
      }),
    );
    for (const { host, port, busPort } of nodes.slice(1)) {
      await clients[0]?.call('CLUSTER', 'MEET', host, port, busPort ?? 0);
    }
    await Promise.all(clients.map((client) => untilWhole(client, nodes.length)));
  } finally {
    for (const client of clients) client.disconnect();
  }
}

async function untilWhole(client: Redis, size: number): Promise<void> {
  const deadline = Date.now() + READY_WITHIN_MS;
  for (;;) {
    const info = String(await client.call('CLUSTER', 'INFO'));
    if (info.includes('cluster_state:ok') && info.includes(`cluster_known_nodes:${size}`)) return;
    if (Date.now() > deadline) throw new Error(`the Redis cluster did not come together:\n${info}`);
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
  }
}
