import type { ReceiptBook } from '@learning-tracker/erasure';
import type { AggregateStore, ErasureList, SealedRows } from '@learning-tracker/storage';
import type { EventLog, LogEraser, SchemaRegistry, Serde } from '@learning-tracker/streams';

/** What all services of a deployment share, whatever adapters stand behind it; opened by the composition root. */
export interface Deployment {
  /** Its topics are there. */
  readonly log: EventLog;
  readonly registry: SchemaRegistry;
  /** Its schemas are registered. */
  readonly serde: Serde;
  readonly store: AggregateStore;
  /** Who is to be forgotten; kept up to date where other processes may add to it. */
  readonly erasures: ErasureList;
  /** Of several programs one erases at a time. */
  readonly logEraser: LogEraser;
  /** Gives back what erased bytes took on disk; null where there is nothing to be done. */
  readonly reclaim: (() => boolean) | null;
  readonly receipts: ReceiptBook;
  /** Where the e-mail vault keeps what it encrypts. */
  readonly sealedRows: SealedRows;
  /** Once everything that uses it has stopped. */
  close(): Promise<void>;
}
