import { availableParallelism } from 'node:os';
import { appendSyntheticCourse } from '../clicks.ts';
import type { BenchRow } from '../harness.ts';
import { openCluster } from './cluster.ts';
import { type Guarantee, runKafkaStreams } from './kafka-streams.ts';
import type { Role } from './task.ts';
import { type Run, runWorkers } from './workers.ts';

const PARTITIONS = 12;
const COURSE = { learners: 1_500, weeks: 8 };
const MANY_CORES = 6;

/**
 * Events a second through Kafka, a metric-processor and Redis, beside its parts alone and beside Kafka Streams. Our rows
 * are the better of two turns.
 */
export async function benchThroughput(): Promise<BenchRow[]> {
  const cluster = await openCluster(PARTITIONS);
  const { addresses } = cluster;
  try {
    const records = await appendSyntheticCourse(cluster, COURSE);
    const best: Partial<Record<string, Run>> = {};
    const run = async (what: string, turn: number, role: Role, processes = 1): Promise<Run> => {
      const name = `${what}-${turn}`;
      const now = await runWorkers(Array(processes).fill({ addresses, name, role }), records);
      const before = best[what];
      const better = before === undefined || now.perSecond > before.perSecond ? now : before;
      best[what] = better;
      return better;
    };
    const turn = async (n: number) => {
      const one = await run('one', n, { kind: 'processor' });
      const writer = await run('writer', n, {
        kind: 'writer',
        partsPerRecord: one.parts / one.records,
        bytesPerPart: Math.round(one.partBytes / one.parts),
      });
      const consumer = await run('consumer', n, { kind: 'consumer' });
      const two = await run('two', n, { kind: 'processor' }, 2);
      return { one, writer, consumer, two };
    };
    await turn(1);
    const { one, writer, consumer, two } = await turn(2);
    const cores = availableParallelism();
    return [
      {
        what: `processor on Kafka and Redis, ${records} events of the synthetic course`,
        ours: one.perSecond,
        bare: writer.perSecond,
        unit: 'events/s',
        goal: 0.6,
        note: `bare: decodes as many and writes as many parts, ${one.parts} of ${Math.round(one.partBytes / one.parts)} bytes; ${one.cpuMicrosPerRecord.toFixed(1)} µs of processor time an event; goal also ≥ 100,000/s`,
      },
      { what: '  consume and decode only', ours: consumer.perSecond, bare: null, unit: 'events/s' },
      ...(await besideStreams(one.perSecond, addresses.brokers, records)),
      {
        what: `  two processors as two processes, to one`,
        ours: two.perSecond,
        bare: one.perSecond,
        unit: 'events/s',
        goal: cores >= MANY_CORES ? 1.5 : 0.9,
        note: `${cores} cores, shared with broker and Redis`,
      },
    ];
  } finally {
    await cluster.close();
  }
}

async function besideStreams(ours: number, brokers: readonly string[], records: number): Promise<BenchRow[]> {
  const rows: BenchRow[] = [];
  for (const guarantee of ['at_least_once', 'exactly_once_v2'] satisfies Guarantee[]) {
    rows.push({
      what: `  to Kafka Streams 4.1, bytes by learner, ${guarantee}`,
      ours,
      bare: await runKafkaStreams(brokers, guarantee, records),
      unit: 'events/s',
      goal: 1,
    });
  }
  return rows;
}
