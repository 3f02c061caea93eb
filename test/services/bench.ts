import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type Deployment,
  deploymentEnvironment,
  deploymentProblems,
  openDeployment,
} from '@learning-tracker/deployment';
import { parseEnvironment, silentLogger, systemClock } from '@learning-tracker/runtime';
import { LEARNER_TOPICS, TOPICS } from '@learning-tracker/streams';
import { onTestFinished } from 'vitest';
import { type KafkaServer, startKafka } from '../servers/kafka.ts';
import { type RedisServer, startRedis } from '../servers/redis.ts';
import { type SchemaRegistryServer, startSchemaRegistry } from '../servers/schema-registry.ts';
import { type ServiceName, type ServiceProcess, startService } from './service-process.ts';

export const SECRET = 'secret-of-this-test-0123456789abcdef';

/** Servers of a deployment's own, since the names of its topics are fixed, and a folder for exports and ledger. */
export interface ServicesBench {
  readonly kafka: KafkaServer;
  readonly registry: SchemaRegistryServer;
  readonly redis: RedisServer;
  readonly folder: string;
  /** Of the deployment, for programs beside its services. */
  readonly environment: Readonly<Record<string, string>>;
  start(name: ServiceName, env?: Readonly<Record<string, string>>): ServiceProcess;
  /** The same deployment, seen from this process; closed when the test has ended. */
  open(env?: Readonly<Record<string, string>>): Promise<Deployment>;
  destroy(): Promise<void>;
}

export async function startServicesBench(): Promise<ServicesBench> {
  const started = await Promise.allSettled([startKafka(), startSchemaRegistry(), startRedis()]);
  const [kafka, registry, redis] = started;
  const folder = await mkdtemp(join(tmpdir(), 'services-'));
  const destroy = async () => {
    await Promise.all([
      kafka.status === 'fulfilled' && kafka.value.stop(),
      registry.status === 'fulfilled' && registry.value.stop(),
      redis.status === 'fulfilled' && redis.value.destroy(),
      rm(folder, { recursive: true, force: true }),
    ]);
  };
  if (kafka.status === 'rejected' || registry.status === 'rejected' || redis.status === 'rejected') {
    await destroy();
    throw new Error('a server did not start', { cause: started });
  }
  const common = {
    KAFKA_BROKERS: kafka.value.address,
    SCHEMA_REGISTRY_URL: registry.value.url,
    REDIS_URL: redis.value.url,
    TRACKER_ERASURE_KEY: 'a key that only the tests use, and nobody else',
  };
  const own: Readonly<Record<ServiceName, Readonly<Record<string, string>>>> = {
    'metric-processor': { OPERATIONS_PORT: '0' },
    'weekly-rollover': { OPERATIONS_PORT: '0' },
    gateway: { GATEWAY_PORT: '0', GATEWAY_JWT_SECRET: SECRET },
    fetcher: {
      OPERATIONS_PORT: '0',
      FETCHER_COURSES_FILE: join(folder, 'course.json'),
      FETCHER_EXPORTS_DIR: join(folder, 'exports'),
      FETCHER_LEDGER_FILE: join(folder, 'ledger.sqlite'),
      FETCHER_LOOK_INTERVAL_MS: '250',
    },
  };
  return {
    kafka: kafka.value,
    registry: registry.value,
    redis: redis.value,
    folder,
    environment: common,
    start: (name, env = {}) => startService(name, { ...common, ...own[name], ...env }),
    async open(env = {}) {
      const values = parseEnvironment({ ...common, ...env }, deploymentEnvironment, [deploymentProblems]);
      const deployment = await openDeployment(values, {
        clientId: 'test',
        logger: silentLogger,
        clock: systemClock,
        signal: new AbortController().signal,
      });
      onTestFinished(deployment.close);
      return deployment;
    },
    destroy,
  };
}

/** Records that the store has not taken yet, over all that a processor reads. */
export async function lagOf({ log, store }: Pick<Deployment, 'log' | 'store'>): Promise<number> {
  const progress = new Map((await store.progress()).map((one) => [one.partition, one.positions]));
  let lag = 0;
  for (const topic of [...LEARNER_TOPICS, TOPICS.courseContent]) {
    for (const { partition, end } of await log.offsets(topic)) {
      lag += end - (progress.get(topic === TOPICS.courseContent ? 'content' : partition)?.[topic] ?? 0);
    }
  }
  return lag;
}

/** Readiness of a service: its status, reasons and notes. */
export async function readiness(service: ServiceProcess): Promise<{
  readonly ready: boolean;
  readonly reasons: readonly string[];
  readonly notes: readonly string[];
}> {
  const answer: unknown = await (await service.get('/readyz')).json();
  const list = (key: string): readonly string[] => {
    const value: unknown = Reflect.get(Object(answer), key);
    return Array.isArray(value) ? value.map(String) : [];
  };
  return {
    ready: Reflect.get(Object(answer), 'ready') === true,
    reasons: list('reasons'),
    notes: list('notes'),
  };
}

/** Sum of a service's samples of one metric, with labels that match. */
export async function sample(service: ServiceProcess, name: string, labels = /./): Promise<number> {
  const text = await (await service.get('/metrics')).text();
  return text
    .split('\n')
    .filter((line) => line.startsWith(`${name}{`) || line.startsWith(`${name} `))
    .filter((line) => labels.test(line))
    .reduce((sum, line) => sum + Number(line.slice(line.lastIndexOf(' ') + 1)), 0);
}
