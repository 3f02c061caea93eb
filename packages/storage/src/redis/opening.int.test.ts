import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { makeCertificate } from '../../../../test/servers/certificate.ts';
import { type RedisServer, startRedis } from '../../../../test/servers/redis.ts';
import { startRedisCluster } from '../../../../test/servers/redis-cluster.ts';
import { ANA, bytes, plainParts, steps } from '../../contract/samples.ts';
import { connect, type RedisConnectionOptions } from './connection.ts';
import { openRedisStore } from './testing/stores.ts';

const cleanUps: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp();
});

async function serverWith(
  settings: Record<string, string | readonly string[]>,
  tls = false,
): Promise<RedisServer> {
  const server = await startRedis({ settings, tls });
  cleanUps.push(server.destroy);
  return server;
}

async function works(connection: RedisConnectionOptions): Promise<void> {
  const store = await openRedisStore(connection, 'opening');
  try {
    await store.claim('content');
    await steps(store, await store.claim(0), [{ learner: ANA, part: 'posts', bytes: bytes(1) }]);
    expect(plainParts((await store.read(ANA))?.parts)).toEqual({ posts: [1] });
    expect((await store.changes(0, 1)).learners).toEqual([ANA]);
    for await (const { learnerId } of store.scan(0)) expect(learnerId).toBe(ANA.learnerId);
  } finally {
    await store.close();
  }
}

it('refuses a Redis that evicts', async () => {
  const server = await serverWith({ 'maxmemory-policy': 'allkeys-lru' });
  await expect(openRedisStore({ addresses: [server] }, 'opening')).rejects.toMatchObject({
    code: 'STORE_EVICTION_ENABLED',
    message: expect.stringContaining('allkeys-lru'),
  });
});

it('refuses a cluster of which one node evicts', async () => {
  const cluster = await startRedisCluster();
  cleanUps.push(cluster.destroy);
  const [first, , third] = cluster.nodes;
  if (first === undefined || third === undefined) throw new Error('the cluster has too few nodes');
  const admin = connect({ addresses: [third] });
  await admin.send('CONFIG', ['SET', 'maxmemory-policy', 'volatile-ttl']);
  await admin.close();
  const opening = openRedisStore({ addresses: [first], cluster: true }, 'opening');
  await expect(opening).rejects.toMatchObject({ code: 'STORE_EVICTION_ENABLED' });
});

it('works with a user who may touch the keys of its deployment only, and says so where access is refused', async () => {
  const server = await serverWith({
    user: 'tracker on >secret ~{opening:* +@hash +@sortedset +@set +@scripting +@connection +info +time'.split(
      ' ',
    ),
    requirepass: 'of-the-default-user',
  });
  const user = { addresses: [server], username: 'tracker', password: 'secret' } as const;
  await works(user);
  await expect(openRedisStore(user, 'of-another')).rejects.toMatchObject({ code: 'STORE_ACCESS_DENIED' });
  for (const connection of [{ ...user, password: 'wrong' }, { addresses: [server] } as const]) {
    const opening = openRedisStore(connection, 'opening');
    await expect(opening).rejects.toMatchObject({ code: 'STORE_ACCESS_DENIED' });
    await expect(opening).rejects.not.toMatchObject({ message: expect.stringMatching(/wrong$|secret/) });
  }
});

it('speaks TLS, and only with a server whose certificate it can trust', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'certificate-'));
  cleanUps.push(() => rm(folder, { recursive: true }));
  const { cert, key } = await makeCertificate(folder);
  const files = { 'tls-cert-file': cert, 'tls-key-file': key, 'tls-ca-cert-file': cert };
  const server = await serverWith(files, true);
  const ca = await readFile(cert, 'utf8');
  const client = { ca, cert: ca, key: await readFile(key, 'utf8') };
  await works({ addresses: [server], tls: client });
  await expect(
    openRedisStore({ addresses: [server], tls: { cert: client.cert, key: client.key } }, 'opening'),
  ).rejects.toMatchObject({ code: 'STORE_UNREACHABLE', message: expect.stringMatching(/self.signed/) });
});
