import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { aggregateStoreContract } from '../../contract/index.ts';
import { createEmbeddedStore } from './embedded-store.ts';

aggregateStoreContract('the embedded store', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'store-'));
  return {
    open: async (partitions) => createEmbeddedStore({ path: join(folder, 'data.sqlite'), partitions }),
    destroy: () => rm(folder, { recursive: true }),
  };
});
