import { partitionOf, recordKey } from '@learning-tracker/streams';
import { startRedis } from '../../../../test/servers/redis.ts';
import type { AggregateStore, Claim, Commit, LearnerRef, PartChange, PartRef } from '../port.ts';
import { connect } from './connection.ts';
import { createRedisStore } from './redis-store.ts';

/**
 * Speed of the Redis store on a server of its own on this machine: slices of so many records of random learners on the
 * newest three days, loaded and committed as a processor without a cache does. Run: `node packages/storage/src/redis/bench.ts`.
 */
const LEARNERS = 5_000;
const PART_BYTES = 150;
const SLICES = [2_000, 10_000];
const DAYS = [3, 60];
const RECORDS = 200_000;
/** A learner's clicks come one after the other while others' do too; so many are in one slice. */
const CLICKS = [1, 10];
const ROUNDS = 3;
const TOPIC = 'clickstream-events';
const COURSE = '5abDckBj8EjMUYqwzvLXtZ';

const learners: readonly LearnerRef[] = Array.from({ length: LEARNERS }, (_, n) => ({
  courseId: COURSE,
  learnerId: n.toString(16).padStart(40, '0'),
}));

/** Pseudo-random, so that every run does the same. */
let seed = 1;
function below(n: number): number {
  seed = (Math.imul(seed, 1_103_515_245) + 12_345) & 0x7fffffff;
  return (seed >>> 8) % n;
}

function refsOfSlice(records: number, clicks: number, day: number): PartRef[] {
  const refs = new Map<string, PartRef>();
  for (let n = 0; n < records; n += clicks) {
    const learner = learners[below(LEARNERS)];
    if (learner === undefined) continue;
    const part = `day/${18_320 + day - below(3)}`;
    refs.set(`${learner.learnerId}/${part}`, { ...learner, part });
  }
  return [...refs.values()];
}

function withBytes(refs: readonly PartRef[]): PartChange[] {
  return refs.map((ref) => ({ ...ref, bytes: new Uint8Array(PART_BYTES - 30 + below(60)).fill(below(256)) }));
}

function commitOf(parts: readonly PartChange[], from: number, records: number): Commit {
  const changed = new Map(parts.map(({ courseId, learnerId }) => [learnerId, { courseId, learnerId }]));
  return {
    positions: { [TOPIC]: { from, to: from + records } },
    parts,
    learners: [...changed.values()].map((ref) => ({
      ...ref,
      revision: 'ab'.repeat(16),
      publishedAt: 1_588_000_000_123_456,
      processedAt: 1_588_000_000_123_456,
    })),
    courseParts: [],
    ids: [],
    counts: { [TOPIC]: { applied: records, unchanged: 0, ignored: 0, deadLettered: 0, erased: 0 } },
    complete: false,
  };
}

function createDriver(store: AggregateStore, claim: Claim) {
  let from = 0;
  return async (parts: readonly PartChange[], records: number): Promise<void> => {
    const answer = await store.commit(0, claim, commitOf(parts, from, records));
    if (answer !== 'committed') throw new Error(`the store answered ${answer}`);
    from += records;
  };
}

/** Seconds, and processor seconds of this process, that `work` takes. */
async function timed(work: () => Promise<void>): Promise<{ readonly wall: number; readonly cpu: number }> {
  const start = performance.now();
  const before = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(before);
  return { wall: (performance.now() - start) / 1_000, cpu: (user + system) / 1e6 };
}

const server = await startRedis();
try {
  const addresses = [server] as const;
  const store = await createRedisStore({
    connection: { addresses },
    deployment: 'bench',
    partitions: 1,
    partitionOf: ({ courseId, learnerId }) => partitionOf(recordKey(courseId, learnerId), 1),
  });
  const admin = connect({ addresses });
  const stat = async (section: string, name: string) => {
    const [info] = await admin.sendToMasters('info', [section]);
    return Number(new RegExp(`^${name}:(.*)`, 'm').exec(String(info))?.[1]);
  };
  const commit = createDriver(store, await store.claim(0));
  let day = 0;
  for (const until of DAYS) {
    for (; day < until; day += 1) {
      const part = `day/${18_320 + day + 1}`;
      for (let n = 0; n < LEARNERS; n += 2_500) {
        await commit(withBytes(learners.slice(n, n + 2_500).map((ref) => ({ ...ref, part }))), 1);
      }
    }
    for (const [records, clicks] of SLICES.flatMap((slice) => CLICKS.map((n) => [slice, n] as const))) {
      const slices = Array.from({ length: RECORDS / records }, () =>
        withBytes(refsOfSlice(records, clicks, day)),
      );
      const parts = slices.reduce((sum, slice) => sum + slice.length, 0);
      for (const withLoad of [false, true]) {
        let best = { wall: Number.POSITIVE_INFINITY, cpu: Number.POSITIVE_INFINITY };
        let redis = Number.POSITIVE_INFINITY;
        const received = await stat('stats', 'total_net_input_bytes');
        for (let round = 0; round < ROUNDS; round += 1) {
          const before = (await stat('cpu', 'used_cpu_user')) + (await stat('cpu', 'used_cpu_sys'));
          const time = await timed(async () => {
            for (const slice of slices) {
              if (withLoad) await store.load(0, slice);
              await commit(slice, records);
            }
          });
          redis = Math.min(
            redis,
            (await stat('cpu', 'used_cpu_user')) + (await stat('cpu', 'used_cpu_sys')) - before,
          );
          if (time.wall < best.wall) best = time;
        }
        const sent = ((await stat('stats', 'total_net_input_bytes')) - received) / ROUNDS;
        const slice = parts / slices.length;
        console.log(
          `day ${day}, slices of ${records} records (${Math.round(slice)} parts), ${withLoad ? 'load + commit' : 'commit'}: ` +
            `${Math.round(RECORDS / best.wall)} records/s, ${Math.round(parts / best.wall)} parts/s, ` +
            `${((1_000 * best.wall) / slices.length).toFixed(1)} ms each (client ${((1_000 * best.cpu) / slices.length).toFixed(1)} ms, ` +
            `Redis ${((1_000 * redis) / slices.length).toFixed(1)} ms of processor), ` +
            `${Math.round(sent / RECORDS)} bytes sent per record`,
        );
      }
    }
  }
  const reads = 2_000;
  const read = await timed(async () => {
    for (let n = 0; n < reads; n += 1)
      await store.read(learners[below(LEARNERS)] ?? { courseId: '', learnerId: '' });
  });
  console.log(`read of a learner of ${day} parts: ${((1_000 * read.wall) / reads).toFixed(3)} ms`);
  let scanned = 0;
  const scan = await timed(async () => {
    for await (const record of store.scan(0)) scanned += record.parts.size;
  });
  console.log(`scan of ${LEARNERS} learners, ${scanned} parts: ${(1_000 * scan.wall).toFixed(0)} ms`);
  const used = await stat('memory', 'used_memory');
  console.log(
    `memory: ${(used / 1e6).toFixed(0)} MB for ${((LEARNERS * day * PART_BYTES) / 1e6).toFixed(0)} MB of parts`,
  );
  await admin.close();
  await store.close();
} finally {
  await server.destroy();
}
