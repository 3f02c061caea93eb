import { openLedger } from './ledger/index.ts';
import type { DeadRow } from './ledger/retakes.ts';

/** What becomes of a request; `requested` is taken at the fetcher's next look, from the file, which must be there. */
export type RowAnswer = 'requested' | 'taken-before' | 'file-unknown' | 'file-failed';

/** Asks a fetcher, from another process and while it may be working, to take dead rows of files again. */
export interface RowRequests {
  /** What `ask` would answer; changes nothing. */
  check(row: DeadRow): RowAnswer;
  /** Notes all of these rows; a row asked for twice is taken once. */
  ask(rows: readonly DeadRow[]): void;
  close(): void;
}

/** @param ledgerPath an existing ledger. Throws `FETCH_LEDGER_UNKNOWN`. */
export function openRowRequests(ledgerPath: string): RowRequests {
  const ledger = openLedger(ledgerPath);
  return {
    check(row) {
      const file = ledger.files.find(row.checksum);
      if (file === null) return 'file-unknown';
      if (file.state === 'failed') return 'file-failed';
      return ledger.retakes.wasTaken(row) ? 'taken-before' : 'requested';
    },
    ask(rows) {
      ledger.transaction(() => {
        for (const row of rows) ledger.retakes.ask(row);
      });
    },
    close: () => ledger.close(),
  };
}
