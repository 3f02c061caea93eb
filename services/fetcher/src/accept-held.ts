import { TrackerError } from '@learning-tracker/runtime';
import { type Ledger, openLedger } from './ledger/index.ts';

/** Lets a held snapshot through at the next run. @throws TrackerError `FETCH_NOTHING_HELD` */
export function acceptHeld(ledger: Ledger, file: string): void {
  if (ledger.files.accept(file) > 0) return;
  throw new TrackerError(
    'FETCH_NOTHING_HELD',
    `No held snapshot is called ${file}`,
    'Give the name, path or checksum of a held file.',
  );
}

/** The same from another process, while a fetcher may be working on the ledger. */
export function acceptHeldSnapshot(ledgerPath: string, file: string): void {
  const ledger = openLedger(ledgerPath);
  try {
    acceptHeld(ledger, file);
  } finally {
    ledger.close();
  }
}
