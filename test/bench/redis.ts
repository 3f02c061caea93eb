import { createRedisStore } from '@learning-tracker/storage';
import { partitionOf, recordKey } from '@learning-tracker/streams';
import { Redis } from 'ioredis';
import { type RedisServer, startRedis } from '../servers/redis.ts';
import { appendSyntheticCourse } from './clicks.ts';
import { type Bed, type BenchRow, openBed, PARTITIONS, processAll } from './harness.ts';
import { compareDays } from './processor.ts';

/** Commits of an idle owner would be counted too. */
const NEVER_MS = 3_600_000;

/** What the store in Redis costs: round trips and bytes, and whether a long course costs more. */
export async function benchRedis(): Promise<BenchRow[]> {
  const server = await startRedis();
  try {
    return [
      ...(await withBed(server, 'traffic', 1, (bed) => benchTraffic(bed, server))),
      ...(await withBed(server, 'days', PARTITIONS, async (bed) => [
        await compareDays(bed, 'day 60 of a course in Redis, to day 2'),
      ])),
    ];
  } finally {
    await server.destroy();
  }
}

async function withBed(
  { host, port }: RedisServer,
  deployment: string,
  partitions: number,
  work: (bed: Bed) => Promise<BenchRow[]>,
): Promise<BenchRow[]> {
  const openStore = () =>
    createRedisStore({
      connection: { addresses: [{ host, port }] },
      deployment,
      partitions,
      partitionOf: ({ courseId, learnerId }) => partitionOf(recordKey(courseId, learnerId), partitions),
    });
  const bed = await openBed(openStore, partitions);
  try {
    return await work(bed);
  } finally {
    await bed.close();
  }
}

/** Scripts and bytes that Redis itself counts, between the first slice (which claims came before) and the last. */
async function benchTraffic(bed: Bed, { host, port }: RedisServer): Promise<BenchRow[]> {
  const admin = new Redis({ host, port, protocol: 2 });
  const counted = async () => {
    const told = await admin.info('all');
    const number = (pattern: RegExp) => Number(pattern.exec(told)?.[1] ?? 0);
    return {
      scripts: number(/^cmdstat_evalsha:calls=(\d+)/m),
      bytes: number(/^total_net_input_bytes:(\d+)/m),
    };
  };
  try {
    await appendSyntheticCourse(bed, { learners: 500, weeks: 8 });
    const marks: { readonly records: number; readonly at: ReturnType<typeof counted> }[] = [];
    await processAll(bed, (records) => marks.push({ records, at: counted() }), { beatMs: NEVER_MS });
    const [first, last] = [marks[0], marks.at(-1)];
    if (first === undefined || last === undefined) throw new Error('nothing was committed');
    const [from, to] = [await first.at, await last.at];
    const slices = marks.length - 1;
    return [
      {
        what: 'round trips of a slice to Redis',
        ours: to.scripts - from.scripts,
        bare: slices,
        unit: 'in all',
        goal: 2,
        atMost: true,
        note: `scripts counted by Redis, over slices; ${Math.round((to.bytes - from.bytes) / (last.records - first.records))} bytes written an event`,
      },
    ];
  } finally {
    admin.disconnect();
  }
}
