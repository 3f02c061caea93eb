import { until } from '@learning-tracker/streams/contract';
import { type KafkaServer, startKafka } from '../servers/index.ts';
import { type BedOptions, openBed } from './bed.ts';
import { startLoad } from './load.ts';

const DEADLINE_MS = 90_000;

/**
 * A broker of its own goes away under load for so long that processors know no member of their group any more, and comes
 * back.
 *
 * @param end `halt` as for an upgrade, `kill` as in a power cut
 * @returns what then differs from the embedded engine, or how a processor ended; null where all is well
 */
export async function brokerOutage(
  options: Omit<BedOptions, 'brokers'>,
  end: 'halt' | 'kill',
  outageMs: number,
): Promise<string | null> {
  const kafka = await startKafka();
  try {
    return await outage(kafka, options, end, outageMs);
  } finally {
    await kafka.stop();
  }
}

async function outage(
  kafka: KafkaServer,
  options: Omit<BedOptions, 'brokers'>,
  end: 'halt' | 'kill',
  outageMs: number,
): Promise<string | null> {
  const bed = await openBed({ ...options, brokers: [kafka.address] });
  try {
    const processors = [bed.start(), bed.start()];
    const load = startLoad(bed);
    await until('both work', () => processors.every((one) => one.assigned() > 0), DEADLINE_MS);
    const before = (await bed.processed()) ?? 0;
    await until('much is done', async () => ((await bed.processed()) ?? 0) > before + 1_000, DEADLINE_MS);
    await kafka[end]();
    const outlasted = ({ warned }: (typeof processors)[number]): boolean => {
      const waits = warned(/^waiting/);
      return (waits.at(-1) ?? 0) - (waits[0] ?? 0) >= outageMs;
    };
    await until('they have waited long', () => processors.every(outlasted), outageMs + DEADLINE_MS);
    await kafka.start();
    await load.end();
    await bed.untilCaughtUp();
    const gone = processors.find((one) => one.hasEnded());
    if (gone !== undefined)
      return `a processor ended with ${await gone.ended}: ${gone.warnings().at(-1) ?? ''}`;
    return await bed.difference();
  } finally {
    await bed.close();
  }
}
