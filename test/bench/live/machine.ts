import { systemClock } from '@learning-tracker/runtime';
import {
  type AggregateStore,
  createEmbeddedSealedRows,
  createRedisStore,
  type SealedRows,
} from '@learning-tracker/storage';
import {
  createEmbeddedLog,
  createEmbeddedSchemaRegistry,
  createSerde,
  partitionOf,
  recordKey,
} from '@learning-tracker/streams';
import type { LogBed } from '../harness.ts';
import type { Places } from './task.ts';

/** One process' own way to the log file and the Redis that all share. */
export interface Machine extends LogBed {
  readonly store: AggregateStore;
  readonly sealedRows: SealedRows;
  close(): Promise<void>;
}

export async function openMachine({ logPath: path, redisPort, partitions }: Places): Promise<Machine> {
  const log = createEmbeddedLog({ path, clock: systemClock });
  const registry = createEmbeddedSchemaRegistry({ path });
  const store = await createRedisStore({
    connection: { addresses: [{ host: '127.0.0.1', port: redisPort }] },
    deployment: 'live',
    partitions,
    partitionOf: ({ courseId, learnerId }) => partitionOf(recordKey(courseId, learnerId), partitions),
  });
  const sealedRows = createEmbeddedSealedRows({ path });
  return {
    log,
    store,
    sealedRows,
    serde: createSerde({ registry, clock: systemClock }),
    async close() {
      await log.close();
      registry.close();
      await sealedRows.close();
      await store.close();
    },
  };
}
