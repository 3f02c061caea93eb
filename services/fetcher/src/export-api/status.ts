import type { Ledger } from '../ledger/index.ts';
import { openLedger } from '../ledger/index.ts';
import type { FileState } from '../model.ts';
import type { Order } from './order.ts';

/** What became of a downloaded file; `downloaded`: nothing yet. */
export interface OrderFileStatus {
  readonly name: string;
  readonly path: string;
  readonly bytes: number;
  readonly state: FileState | 'downloaded';
  readonly reason: string | null;
}

export interface OrderStatus extends Order {
  readonly files: readonly OrderFileStatus[];
}

/** All orders with their files, the oldest day first. */
export function orderStatus(ledger: Ledger): readonly OrderStatus[] {
  const day = (order: Order) => order.interval?.start ?? order.day;
  return ledger.orders
    .all()
    .map((order) => ({
      ...order,
      files: ledger.orders.filesOf(order.key).map(({ name, path, bytes }) => {
        const checksum = ledger.files.path(path)?.checksum ?? null;
        const record = checksum === null ? null : ledger.files.find(checksum);
        return {
          name,
          path,
          bytes,
          state: record?.state ?? 'downloaded',
          reason: record?.reason ?? null,
        } as const;
      }),
    }))
    .sort((a, b) => (day(a) < day(b) ? -1 : day(a) > day(b) ? 1 : a.key < b.key ? -1 : 1));
}

/** The same from another process, while a fetcher may be working on the ledger. */
export function readOrderStatus(ledgerPath: string): readonly OrderStatus[] {
  const ledger = openLedger(ledgerPath);
  try {
    return orderStatus(ledger);
  } finally {
    ledger.close();
  }
}
