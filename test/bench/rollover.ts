import { benchRollover } from '../../services/weekly-rollover/bench.ts';
import type { BenchRow } from './harness.ts';

/** Learners may wait no longer for their week, in seconds. */
const LONGEST = 60;

/** A week opened for 100,000 learners by a service that knows nothing yet. */
export async function benchRolloverRows(): Promise<BenchRow[]> {
  const { seconds, learners } = await benchRollover();
  return [
    {
      what: 'weekly rollover',
      note: `${learners.toLocaleString('en-US')} learners; the log read from its beginning; ratio: of ${LONGEST} s`,
      ours: learners / seconds,
      bare: null,
      unit: 'learners/s',
      ratio: seconds / LONGEST,
      goal: 1,
      atMost: true,
    },
  ];
}
