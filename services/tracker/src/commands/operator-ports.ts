import { openRowRequests, type RowRequests } from '@learning-tracker/fetcher';
import { systemClock, TrackerError } from '@learning-tracker/runtime';
import {
  type AggregateStore,
  createEmbeddedStore,
  createErasureList,
  type ErasureList,
} from '@learning-tracker/storage';
import {
  createEmbeddedLog,
  createEmbeddedSchemaRegistry,
  createSerde,
  type EventLog,
  type SchemaRegistry,
  type Serde,
} from '@learning-tracker/streams';
import { EMBEDDED_PARTITIONS } from '../engine/engine.ts';
import { erasureKeyFor } from '../engine/erasure-key.ts';
import { TRACKER_ERRORS } from '../errors.ts';
import { requireDataFile } from './open-data.ts';

/** Which deployment an operator looks at. */
export interface OperatorOptions {
  /** The file of a run; a run may be using it. */
  readonly data?: string;
}

/** What operators' commands work with, whatever the adapters. */
export interface OperatorPorts {
  readonly log: EventLog;
  readonly registry: SchemaRegistry;
  readonly store: AggregateStore;
  readonly serde: Serde;
  /** Only what retries something needs it, and with it the key of the list. */
  erasures(): Promise<ErasureList>;
  /** To the fetcher of this deployment; null where its ledger is not on this machine. Closed by the caller. */
  openRowRequests(): RowRequests | null;
}

/** Opens the ports, hands them over, and closes them. @throws TrackerError USAGE, INPUT_UNREADABLE */
export async function withOperatorPorts<T>(
  options: OperatorOptions,
  use: (ports: OperatorPorts) => Promise<T>,
): Promise<T> {
  if (options.data === undefined) {
    throw new TrackerError('USAGE', 'give --data FILE', TRACKER_ERRORS.USAGE);
  }
  return withFile(options.data, use);
}

async function withFile<T>(path: string, use: (ports: OperatorPorts) => Promise<T>): Promise<T> {
  requireDataFile(path);
  const log = createEmbeddedLog({ path, clock: systemClock });
  const registry = createEmbeddedSchemaRegistry({ path });
  const store = createEmbeddedStore({ path, partitions: EMBEDDED_PARTITIONS });
  try {
    return await use({
      log,
      registry,
      store,
      serde: createSerde({ registry, clock: systemClock }),
      erasures: () => createErasureList(store, erasureKeyFor(path)),
      openRowRequests: () => openRowRequests(path),
    });
  } finally {
    await log.close();
    registry.close();
    await store.close();
  }
}
