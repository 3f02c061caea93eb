import { appendEvenDays } from '../clicks.ts';
import type { BenchRow } from '../harness.ts';
import { openCluster } from './cluster.ts';
import type { Done, Task } from './task.ts';
import { runWorkers } from './workers.ts';

const PARTITIONS = 12;
/** 2,500 learners with 40 clicks a day: a million in ten days. */
const SIZE = { learners: 2_500, perLearner: 40 };
const DAYS_BEFORE = 1;
const DAYS_MISSED = 20;
const PIECES = 4;

/** Resident memory of a processor that was stopped and catches up with two million events, half a million at a time. */
export async function benchCatchUp(): Promise<BenchRow[]> {
  const cluster = await openCluster(PARTITIONS);
  const task: Task = { addresses: cluster.addresses, name: 'catch-up', role: { kind: 'processor' } };
  try {
    const before = await appendEvenDays(cluster, { ...SIZE, from: 0, to: DAYS_BEFORE });
    await runWorkers([task], before);
    const missed = await appendEvenDays(cluster, {
      ...SIZE,
      from: DAYS_BEFORE,
      to: DAYS_BEFORE + DAYS_MISSED,
    });
    const { done, perSecond } = await runWorkers([task], missed);
    const peaks = peaksByPiece(done, missed / PIECES);
    const [first = 0] = peaks;
    const last = peaks.at(-1) ?? 0;
    return [
      {
        what: `resident memory while ${missed} missed events are caught up, last quarter to first`,
        ours: last,
        bare: first,
        unit: 'MiB',
        goal: 1.1,
        atMost: true,
        note: `peaks: ${peaks.map(Math.round).join(', ')}; ${Math.round(perSecond).toLocaleString('en-US')} events/s`,
      },
    ];
  } finally {
    await cluster.close();
  }
}

function peaksByPiece(done: readonly Done[], size: number): readonly number[] {
  const peaks: number[] = Array(PIECES).fill(0);
  let records = 0;
  for (const one of done) {
    const piece = Math.min(PIECES - 1, Math.floor(records / size));
    peaks[piece] = Math.max(peaks[piece] ?? 0, one.residentMiB);
    records += one.records;
  }
  return peaks;
}
