import { startKafka } from './kafka.ts';
import { startSchemaRegistry } from './schema-registry.ts';

export * from './kafka.ts';
export * from './schema-registry.ts';

/** Where the servers of a run are, and how to end those that were started for it. */
export interface Servers {
  /** `host:port`, one or more separated by commas. */
  readonly kafkaBrokers: string;
  readonly schemaRegistryUrl: string;
  stop(): Promise<void>;
}

/**
 * One broker and one schema registry. Addresses in KAFKA_BROKERS and SCHEMA_REGISTRY_URL win; what is not given is
 * started locally. Throws where one cannot be had, and then leaves none running.
 */
export async function startServers(environment: NodeJS.ProcessEnv = process.env): Promise<Servers> {
  const stops: (() => Promise<void>)[] = [];
  const stop = async (): Promise<void> => {
    await Promise.all(stops.splice(0).map((one) => one()));
  };
  const starting = [
    given(environment.KAFKA_BROKERS) ??
      startKafka().then((kafka) => {
        stops.push(kafka.stop);
        return kafka.address;
      }),
    given(environment.SCHEMA_REGISTRY_URL) ??
      startSchemaRegistry().then((registry) => {
        stops.push(registry.stop);
        return registry.url;
      }),
  ];
  try {
    const [kafkaBrokers = '', schemaRegistryUrl = ''] = await Promise.all(starting);
    return { kafkaBrokers, schemaRegistryUrl, stop };
  } catch (error) {
    await Promise.allSettled(starting);
    await stop();
    throw error;
  }
}

function given(address: string | undefined): Promise<string> | undefined {
  return address === undefined || address === '' ? undefined : Promise.resolve(address);
}
