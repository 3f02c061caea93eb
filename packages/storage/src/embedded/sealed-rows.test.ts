import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sealedRowsContract } from '../../contract/index.ts';
import { createEmbeddedSealedRows } from './sealed-rows.ts';

sealedRowsContract('an SQLite file', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'vault-'));
  return {
    open: async () => createEmbeddedSealedRows({ path: join(folder, 'data.sqlite') }),
    destroy: () => rm(folder, { recursive: true }),
  };
});
