import type { Candidate } from './look.ts';
import { type Refusal, snapshotTimeOf } from './process-file.ts';
import type { Work } from './work.ts';

/** Table zips by snapshot time, then clickstream files by day and kind. A zip whose time cannot be read is refused. */
export async function order(
  work: Work,
  candidates: readonly Candidate[],
  refuse: (candidate: Candidate, refusal: Refusal) => void,
): Promise<Candidate[]> {
  const zips = candidates.filter(({ kind }) => kind.kind === 'tables');
  const clicks = candidates.filter(({ kind }) => kind.kind !== 'tables');
  return [
    ...(await orderZips(work, zips, refuse)),
    ...clicks.sort((a, b) => compare(clickOrder(a), clickOrder(b))),
  ];
}

/** A single zip needs no order; of several each is opened to learn its time. */
async function orderZips(
  work: Work,
  zips: Candidate[],
  refuse: (candidate: Candidate, refusal: Refusal) => void,
): Promise<Candidate[]> {
  if (zips.length < 2) return zips;
  const timed: { readonly at: number; readonly zip: Candidate }[] = [];
  for (const zip of zips) {
    work.step('order zips');
    const at = work.ledger.files.find(zip.checksum)?.version ?? (await snapshotTimeOf(work, zip));
    if (typeof at === 'number') timed.push({ at, zip });
    else refuse(zip, at);
  }
  return timed.sort((a, b) => a.at - b.at || compare(a.zip.checksum, b.zip.checksum)).map(({ zip }) => zip);
}

function clickOrder({ kind, source, checksum }: Candidate): string {
  const stream = kind.kind === 'clickstream' ? `${kind.day}/${kind.stream}` : '';
  return `${stream}/${source.name}/${checksum}`;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
