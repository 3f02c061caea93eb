import { appendEvenDays } from './clicks.ts';
import { type BenchRow, openBed, processAll } from './harness.ts';

const MILLIONS = 5;

/** Resident memory while five million events go through log and processor, one million after the other. */
export async function benchMemory(): Promise<BenchRow[]> {
  const bed = await openBed();
  const peaks: number[] = [];
  try {
    for (let million = 0; million < MILLIONS; million += 1) {
      let peak = 0;
      const look = () => {
        peak = Math.max(peak, process.memoryUsage.rss() / 2 ** 20);
      };
      // 2,500 learners with 40 clicks on each of ten days.
      await appendEvenDays(bed, {
        from: million * 10,
        to: million * 10 + 10,
        learners: 2_500,
        perLearner: 40,
      });
      look();
      await processAll(bed, look);
      look();
      peaks.push(peak);
    }
  } finally {
    await bed.close();
  }
  const [first = 0] = peaks;
  const last = peaks[peaks.length - 1] ?? 0;
  return [
    {
      what: `resident memory over ${MILLIONS} million events, last to first`,
      ours: last,
      bare: first,
      unit: 'MiB',
      goal: 1.1,
      atMost: true,
      ratio: last / first,
      note: `peaks by million: ${peaks.map(Math.round).join(', ')}; goal also < 450`,
    },
  ];
}
