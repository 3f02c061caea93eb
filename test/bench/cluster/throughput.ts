import { availableParallelism } from 'node:os';
import { appendSyntheticCourse } from '../clicks.ts';
import type { BenchRow } from '../harness.ts';
import { type Cluster, openCluster } from './cluster.ts';
import { runKafkaStreams, type StreamsAggregate } from './kafka-streams.ts';
import type { Role } from './task.ts';
import { type Run, runWorkers } from './workers.ts';

const PARTITIONS = 12;
const COURSE = { learners: 1_500, weeks: 8 };
const TURNS = 2;
const MANY_CORES = 6;

/** Everything that is compared, once. */
interface Turn {
  readonly one: Run;
  readonly two: Run;
  readonly writer: Run;
  readonly consumer: Run;
  /** Events a second. */
  readonly streamsAtLeastOnce: number;
  readonly streamsExactlyOnce: number;
  readonly streamsUndecoded: number;
}

/**
 * Events a second through Kafka, a metric-processor and Redis, beside its parts alone and beside Kafka Streams. Each
 * comes once a turn, and its best turn counts.
 */
export async function benchThroughput(): Promise<BenchRow[]> {
  const cluster = await openCluster(PARTITIONS);
  try {
    const records = await appendSyntheticCourse(cluster, COURSE);
    const turns: Turn[] = [];
    while (turns.length < TURNS) turns.push(await takeTurn(cluster, records, `turn-${turns.length}`));
    return rowsOf(turns, records);
  } finally {
    await cluster.close();
  }
}

async function takeTurn({ addresses }: Cluster, records: number, turn: string): Promise<Turn> {
  const run = (what: string, role: Role, processes = 1) =>
    runWorkers(Array(processes).fill({ addresses, name: `${what}-${turn}`, role }), records);
  const streams = (guarantee: 'at_least_once' | 'exactly_once_v2', aggregate: StreamsAggregate) =>
    runKafkaStreams(
      addresses.brokers,
      `streams-${aggregate}-${guarantee}-${turn}`,
      guarantee,
      aggregate,
      records,
    );
  const one = await run('one', { kind: 'processor' });
  return {
    one,
    writer: await run('writer', {
      kind: 'writer',
      partsPerRecord: one.parts / one.records,
      bytesPerPart: Math.round(one.partBytes / one.parts),
    }),
    consumer: await run('consumer', { kind: 'consumer' }),
    two: await run('two', { kind: 'processor' }, 2),
    streamsAtLeastOnce: await streams('at_least_once', 'latest'),
    streamsExactlyOnce: await streams('exactly_once_v2', 'latest'),
    streamsUndecoded: await streams('at_least_once', 'bytes'),
  };
}

function rowsOf(turns: readonly Turn[], records: number): BenchRow[] {
  const best = (rate: (turn: Turn) => number) => Math.max(...turns.map(rate));
  const one = best((turn) => turn.one.perSecond);
  const { parts, partBytes } = turns[0]?.one ?? { parts: 0, partBytes: 0 };
  const micros = Math.min(...turns.map((turn) => turn.one.cpuMicrosPerRecord));
  const cores = availableParallelism();
  return [
    {
      what: `processor on Kafka and Redis, ${records} events of the synthetic course`,
      ours: one,
      bare: best((turn) => turn.writer.perSecond),
      unit: 'events/s',
      goal: 0.6,
      note: `bare: decodes as many and writes as many parts, ${parts} of ${Math.round(partBytes / parts)} bytes; ${micros.toFixed(1)} µs of processor time an event; goal also ≥ 100,000/s`,
    },
    {
      what: '  consume and decode only',
      ours: best((turn) => turn.consumer.perSecond),
      bare: null,
      unit: 'events/s',
    },
    {
      what: '  to Kafka Streams 4.1, latest click by learner, at_least_once',
      ours: one,
      bare: best((turn) => turn.streamsAtLeastOnce),
      unit: 'events/s',
      goal: 1,
    },
    {
      what: '  to Kafka Streams 4.1, latest click by learner, exactly_once_v2',
      ours: one,
      bare: best((turn) => turn.streamsExactlyOnce),
      unit: 'events/s',
      goal: 1,
    },
    {
      what: '  to Kafka Streams 4.1, bytes by learner (values not decoded), at_least_once',
      ours: one,
      bare: best((turn) => turn.streamsUndecoded),
      unit: 'events/s',
    },
    {
      what: '  two processors as two processes, to one',
      ours: best((turn) => turn.two.perSecond),
      bare: one,
      unit: 'events/s',
      goal: cores >= MANY_CORES ? 1.5 : 0.9,
      note: `${cores} cores, shared with broker and Redis`,
    },
  ];
}
