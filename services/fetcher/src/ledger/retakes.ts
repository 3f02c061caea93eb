import { numberOf, textOf } from './columns.ts';
import type { Database } from './database.ts';

/** A row of a file that became a dead letter. */
export interface DeadRow {
  readonly checksum: string;
  /** Table, or kind of clickstream. */
  readonly stream: string;
  readonly line: number;
}

export type RetakeLedger = ReturnType<typeof createRetakeLedger>;

/**
 * Dead rows that a person wants taken again. A click stays noted once it is taken, since the books of its file no longer
 * count it as dead and must not be corrected twice; tables are counted anew whenever they are read.
 */
export function createRetakeLedger({ sql }: Database) {
  const ask = sql.prepare(
    `INSERT INTO ledger_retakes (checksum, stream, line, state) VALUES (?, ?, ?, 'asked') ON CONFLICT DO NOTHING`,
  );
  const wasTaken = sql.prepare(
    `SELECT 1 AS found FROM ledger_retakes WHERE checksum = ? AND stream = ? AND line = ? AND state = 'taken'`,
  );
  const files = sql.prepare(`SELECT DISTINCT checksum FROM ledger_retakes WHERE state = 'asked'`);
  const ofFile = sql.prepare(
    `SELECT stream, line FROM ledger_retakes WHERE checksum = ? AND state = 'asked' ORDER BY stream, line`,
  );
  const setTaken = sql.prepare(
    `UPDATE ledger_retakes SET state = 'taken' WHERE checksum = ? AND stream = ? AND line = ?`,
  );
  const forgetAsked = sql.prepare(`DELETE FROM ledger_retakes WHERE checksum = ? AND state = 'asked'`);

  return {
    ask({ checksum, stream, line }: DeadRow): void {
      ask.run(checksum, stream, line);
    },
    wasTaken({ checksum, stream, line }: DeadRow): boolean {
      return wasTaken.get(checksum, stream, line) !== undefined;
    },
    /** Checksums of the files with rows that are asked for. */
    files(): string[] {
      return files.all().map((row) => textOf(row, 'checksum'));
    },
    ofFile(checksum: string): DeadRow[] {
      return ofFile.all(checksum).map((row) => {
        return { checksum, stream: textOf(row, 'stream'), line: numberOf(row, 'line') };
      });
    },
    /** The file was read again: what was taken is noted, what could not be may be asked for anew. */
    settle(checksum: string, taken: readonly DeadRow[]): void {
      for (const { stream, line } of taken) setTaken.run(checksum, stream, line);
      forgetAsked.run(checksum);
    },
  };
}
