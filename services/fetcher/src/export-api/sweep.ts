import { rm } from 'node:fs/promises';
import type { CycleWork } from './deps.ts';
import type { OrderFile } from './order.ts';

/** Removes downloaded files that are published and will not be read again. */
export async function sweepPublished({ ledger, step }: CycleWork): Promise<void> {
  for (const file of ledger.orders.files()) {
    if (!isDone(ledger, file)) continue;
    step('remove file');
    await rm(file.path, { force: true });
  }
}

function isDone(ledger: CycleWork['ledger'], { path }: OrderFile): boolean {
  const checksum = ledger.files.path(path)?.checksum ?? null;
  const state = checksum === null ? undefined : ledger.files.find(checksum)?.state;
  // Rows of a course that is not known yet are taken from the file once it is.
  const isWanted = checksum !== null && ledger.unplaced.ofFile(checksum).length > 0;
  return (state === 'published' || state === 'older') && !isWanted;
}
