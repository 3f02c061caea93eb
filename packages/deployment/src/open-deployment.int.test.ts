import {
  createManualScheduler,
  createWaits,
  parseEnvironment,
  silentLogger,
  systemClock,
} from '@learning-tracker/runtime';
import { erasureDigest } from '@learning-tracker/storage';
import { TOPICS } from '@learning-tracker/streams';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { startKafka } from '../../../test/servers/kafka.ts';
import { startRedis } from '../../../test/servers/redis.ts';
import { startSchemaRegistry } from '../../../test/servers/schema-registry.ts';
import { until } from '../../streams/contract/until.ts';
import type { Deployment } from './deployment.ts';
import { deploymentEnvironment, deploymentProblems } from './environment.ts';
import { REFRESH_EVERY_MS } from './keep-refreshed.ts';
import { type OpenDeploymentOptions, openDeployment } from './open-deployment.ts';

const KEY = 'k'.repeat(32);
const PARTITIONS = 3;
const stops: (() => Promise<void>)[] = [];
const opened: Deployment[] = [];
let kafka: Awaited<ReturnType<typeof startKafka>>;
let redis: Awaited<ReturnType<typeof startRedis>>;
let registry: Awaited<ReturnType<typeof startSchemaRegistry>>;

beforeAll(async () => {
  [kafka, registry, redis] = await Promise.all([startKafka(), startSchemaRegistry(), startRedis()]);
  stops.push(kafka.stop, registry.stop, redis.destroy);
}, 120_000);

afterEach(async () => {
  await Promise.all(opened.splice(0).map((deployment) => deployment.close()));
});

afterAll(async () => {
  await Promise.all(stops.map((stop) => stop()));
});

async function open(
  env: Readonly<Record<string, string>> = {},
  options: Partial<OpenDeploymentOptions> = {},
): Promise<Deployment> {
  const given = {
    KAFKA_BROKERS: kafka.address,
    SCHEMA_REGISTRY_URL: registry.url,
    REDIS_URL: redis.url,
    TRACKER_PARTITIONS: String(PARTITIONS),
    TRACKER_ERASURE_KEY: KEY,
    ...env,
  };
  const deployment = await openDeployment(
    parseEnvironment(given, deploymentEnvironment, [deploymentProblems]),
    {
      clientId: 'test',
      logger: silentLogger,
      clock: systemClock,
      signal: new AbortController().signal,
      ...options,
    },
  );
  opened.push(deployment);
  return deployment;
}

it('waits for a registry and a Redis that are away, and is then complete', async () => {
  await Promise.all([registry.halt(), redis.stop()]);
  const waits = createWaits();
  const opening = open({}, { waits });
  await until('both were missed', () => waits.present().length === 2);
  expect([...waits.present()].sort()).toEqual(['open the store', 'register schemas']);
  await Promise.all([registry.start(), redis.start()]);
  const { log, serde, store } = await opening;
  expect(waits.present()).toEqual([]);
  expect(await log.offsets(TOPICS.clicks)).toHaveLength(PARTITIONS);
  const value = serde.encode('CourseConfigured', { courseId: 'c', version: 1, json: '{}' });
  await serde.prepare([{ value }]);
  expect(serde.decode(value).name).toBe('CourseConfigured');
  expect(await store.claim('content')).toMatchObject({ epoch: 1 });
});

it('ends with the reason where waiting will not help, also while something else is away', async () => {
  await open();
  await expect(open({ TRACKER_PARTITIONS: '4', STORE_DEPLOYMENT: 'other' })).rejects.toMatchObject({
    code: 'LOG_TOPIC_MISMATCH',
    message: expect.stringContaining('has 3 partitions, not 4'),
  });
  await expect(open({ TRACKER_PARTITIONS: '4', KAFKA_BROKERS: '127.0.0.1:1' })).rejects.toMatchObject({
    code: 'STORE_PARTITIONS_MISMATCH',
  });
});

it('stops waiting when it is told to', async () => {
  const stopping = new AbortController();
  const waits = createWaits();
  const opening = open({ REDIS_URL: 'redis://127.0.0.1:1' }, { signal: stopping.signal, waits });
  await until('Redis is missed', () => waits.present().includes('open the store'));
  stopping.abort(new Error('stopping'));
  await expect(opening).rejects.toThrow('stopping');
});

it('learns of those who are to be forgotten while it runs, also after the store was away', async () => {
  const scheduler = createManualScheduler();
  const { erasures, store } = await open({}, { scheduler });
  const learner = { courseId: 'c', learnerId: 'a' };
  expect(erasures.isErased(learner)).toBe(false);
  await redis.stop();
  scheduler.advance(REFRESH_EVERY_MS);
  await until('it is to be tried again', () => scheduler.waiting > 0);
  expect(erasures.isErased(learner)).toBe(false);
  await redis.start();
  await store.addErasure(erasureDigest(KEY, learner));
  scheduler.advance(REFRESH_EVERY_MS);
  await until('it is known', () => erasures.isErased(learner));
});

it('is refused by a registry that holds a schema which the present one cannot read, also while Redis is away', async () => {
  await Promise.all([registry.halt(), redis.stop()]);
  await registry.start();
  const subject = `${TOPICS.clicks}-ClickObserved`;
  const schema = { type: 'record', name: 'ClickObserved', fields: [{ name: 'courseId', type: 'int' }] };
  await ask('PUT', `/config/${subject}`, { compatibility: 'BACKWARD' });
  await ask('POST', `/subjects/${subject}/versions`, { schema: JSON.stringify(schema) });
  await expect(open()).rejects.toMatchObject({ code: 'SCHEMA_INCOMPATIBLE' });
});

async function ask(method: string, path: string, body: object): Promise<void> {
  const headers = { 'content-type': 'application/vnd.schemaregistry.v1+json' };
  const answer = await fetch(`${registry.url}${path}`, { method, headers, body: JSON.stringify(body) });
  expect(answer.status).toBe(200);
}
