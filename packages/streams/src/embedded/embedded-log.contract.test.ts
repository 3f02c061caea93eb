import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '@learning-tracker/runtime';
import { eventLogContract, schemaRegistryContract } from '../../contract/index.ts';
import { createEmbeddedLog } from './embedded-log.ts';
import { createEmbeddedSchemaRegistry } from './embedded-schema-registry.ts';

eventLogContract('embedded', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'log-'));
  const path = join(folder, 'data.db');
  return {
    open: async () => createEmbeddedLog({ path, clock: systemClock }),
    dispose: () => rm(folder, { recursive: true }),
  };
});

schemaRegistryContract('embedded', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'registry-'));
  const registry = createEmbeddedSchemaRegistry({ path: join(folder, 'data.db') });
  return {
    registry,
    dispose: async () => {
      registry.close();
      await rm(folder, { recursive: true });
    },
  };
});
