import { Redis } from 'ioredis';
import { type RedisServer, startRedis } from './redis.ts';

const SLOTS = 16_384;
const READY_WITHIN_MS = 30_000;
const LOOK_EVERY_MS = 50;

export interface RedisCluster {
  readonly nodes: readonly RedisServer[];
  /** Moves the slot of a key, with all that is in it, from its node to another. */
  moveSlotOf(key: string): Promise<void>;
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
    return { nodes, moveSlotOf: (key) => moveSlotOf(key, nodes), destroy };
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

async function moveSlotOf(key: string, nodes: readonly RedisServer[]): Promise<void> {
  const clients = nodes.map(({ host, port }) => new Redis({ host, port, protocol: 2 }));
  try {
    const slot = Number(await clients[0]?.call('CLUSTER', 'KEYSLOT', key));
    const from = Math.floor(((slot + 1) * nodes.length - 1) / SLOTS);
    const to = (from + 1) % nodes.length;
    const [source, target] = [clients[from], clients[to]];
    const address = nodes[to];
    if (source === undefined || target === undefined || address === undefined)
      throw new Error('no such node');
    const [sourceId, targetId] = await Promise.all(
      [source, target].map((one) => one.call('CLUSTER', 'MYID')),
    );
    await target.call('CLUSTER', 'SETSLOT', slot, 'IMPORTING', String(sourceId));
    await source.call('CLUSTER', 'SETSLOT', slot, 'MIGRATING', String(targetId));
    for (;;) {
      const keys = await source.call('CLUSTER', 'GETKEYSINSLOT', slot, 100);
      if (!Array.isArray(keys) || keys.length === 0) break;
      await source.call('MIGRATE', address.host, address.port, '', 0, 5_000, 'KEYS', ...keys.map(String));
    }
    for (const client of [target, source, ...clients]) {
      await client.call('CLUSTER', 'SETSLOT', slot, 'NODE', String(targetId));
    }
  } finally {
    for (const client of clients) client.disconnect();
  }
}
