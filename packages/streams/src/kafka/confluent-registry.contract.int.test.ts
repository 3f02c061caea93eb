import { inject } from 'vitest';
import { schemaRegistryContract } from '../../contract/index.ts';
import { createConfluentRegistry } from './confluent-registry.ts';

schemaRegistryContract('confluent', async () => ({
  registry: createConfluentRegistry({ url: inject('schemaRegistryUrl') }),
  dispose: async () => {},
}));
