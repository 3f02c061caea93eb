import { systemClock } from '@learning-tracker/runtime';
import {
  createConfluentRegistry,
  createKafkaLog,
  createSerde,
  type EventLog,
  type Serde,
  TOPICS,
  topicSpecs,
} from '@learning-tracker/streams';
import { startServers } from '../../servers/index.ts';
import { startRedis } from '../../servers/redis.ts';
import type { Addresses } from './task.ts';

/** Broker, schema registry and Redis on this machine, and this process' own way to the log. */
export interface Cluster {
  readonly addresses: Addresses;
  readonly log: EventLog;
  readonly serde: Serde;
  /** How many clicks the log holds. */
  clicks(): Promise<number>;
  close(): Promise<void>;
}

/** Starts them, with the topics of a deployment in so many partitions. */
export async function openCluster(partitions: number): Promise<Cluster> {
  const [servers, redis] = await Promise.all([startServers(), startRedis()]);
  const addresses = {
    brokers: servers.kafkaBrokers.split(','),
    registryUrl: servers.schemaRegistryUrl,
    redisPort: redis.port,
    partitions,
  };
  const log = createKafkaLog({ brokers: addresses.brokers, clientId: 'bench' });
  const serde = createSerde({
    registry: createConfluentRegistry({ url: addresses.registryUrl }),
    clock: systemClock,
  });
  const close = async () => {
    await log.close();
    await Promise.all([servers.stop(), redis.destroy()]);
  };
  try {
    await log.ensureTopics(topicSpecs(partitions));
    await serde.register();
  } catch (error) {
    await close();
    throw error;
  }
  return {
    addresses,
    log,
    serde,
    clicks: async () => (await log.offsets(TOPICS.clicks)).reduce((sum, { end }) => sum + end, 0),
    close,
  };
}
