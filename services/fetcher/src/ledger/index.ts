import { createCourseLedger } from './courses.ts';
import { openDatabase } from './database.ts';
import { createFileLedger } from './files.ts';
import { createOrderLedger } from './orders.ts';
import { createRetakeLedger } from './retakes.ts';
import { createRowLedger } from './rows.ts';
import { createSnapshotLedger } from './snapshots.ts';
import { createUnplacedLedger } from './unplaced.ts';

export type Ledger = ReturnType<typeof openLedger>;

/**
 * The fetcher's memory: what was taken, the last published snapshot of each table, the outbox of the one that is
 * being published, the rows whose course is not known yet, those that are to be taken again, and what was ordered of the
 * export API. Throws `FETCH_LEDGER_UNKNOWN`.
 */
export function openLedger(path: string) {
  const database = openDatabase(path);
  return {
    files: createFileLedger(database),
    snapshots: createSnapshotLedger(database),
    rows: createRowLedger(database),
    courses: createCourseLedger(database),
    orders: createOrderLedger(database),
    retakes: createRetakeLedger(database),
    unplaced: createUnplacedLedger(database),
    transaction: database.transaction,
    close: database.close,
  };
}
