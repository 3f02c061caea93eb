import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import type { Clock } from '@learning-tracker/runtime';
import { createEmbeddedSealedRows, createEmbeddedStore, createErasureList } from '@learning-tracker/storage';
import {
  createEmbeddedLog,
  createEmbeddedSchemaRegistry,
  createSerde,
  openRecordEraser,
  type RecordEraser,
  topicSpecs,
} from '@learning-tracker/streams';
import type { Deployment } from './deployment.ts';
import { createReceiptFile } from './receipt-file.ts';

/** Partitions of an embedded deployment: fixed in its file at the first start. */
export const EMBEDDED_PARTITIONS = 4;

/** Opens a deployment in one SQLite file, which is made if missing. */
export async function openEmbedded(path: string, { clock }: { readonly clock: Clock }): Promise<Deployment> {
  const log = createEmbeddedLog({ path, clock });
  const registry = createEmbeddedSchemaRegistry({ path });
  const store = createEmbeddedStore({ path, partitions: EMBEDDED_PARTITIONS });
  const sealedRows = createEmbeddedSealedRows({ path });
  const serde = createSerde({ registry, clock });
  await log.ensureTopics(topicSpecs(store.partitions));
  await serde.register();

  async function withEraser<T>(use: (eraser: RecordEraser) => Promise<T>): Promise<T> {
    const eraser = openRecordEraser(path);
    try {
      return await use(eraser);
    } finally {
      eraser.close();
    }
  }

  return {
    log,
    registry,
    serde,
    store,
    sealedRows,
    erasures: await createErasureList(store, erasureKeyFor(path)),
    logEraser: { erase: (job, signal) => withEraser((eraser) => eraser.erase(job, signal)) },
    reclaim: () => {
      const eraser = openRecordEraser(path);
      try {
        return eraser.reclaim();
      } finally {
        eraser.close();
      }
    },
    receipts: createReceiptFile(`${path}.receipts`),
    close: async () => {
      await log.close();
      registry.close();
      await sealedRows.close();
      await store.close();
    },
  };
}

/**
 * Key of the erasure list's HMAC, beside the data file and readable by its owner only; made at the first start.
 * Whoever loses it can no longer tell whom the list names, so it belongs into the same backup as the data.
 */
function erasureKeyFor(dataPath: string): string {
  const path = `${dataPath}.key`;
  if (!existsSync(path)) writeFileSync(path, randomBytes(32).toString('hex'), { mode: 0o600, flag: 'wx' });
  return readFileSync(path, 'utf8').trim();
}
