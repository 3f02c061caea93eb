import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { type AggregateStore, createEmbeddedStore } from './src/index.ts';
import type { Claim, LearnerRef, PartChange } from './src/port.ts';

/**
 * Speed of the embedded store at the beginning and at the end of a course: commits of slices that touch the parts
 * of three neighbouring days, reads of a learner, a scan. Run: `node packages/storage/bench.ts [--dir FOLDER]`.
 */
const LEARNERS = 2000;
const DAYS = 50;
const PART_BYTES = 150;
const SLICES = [500, 5000];
const MEASURED_PARTS = 60_000;
/** The best of these counts: the first warms up, and other programs disturb. */
const ROUNDS = 4;
const TOPIC = 'clickstream-events';

const { values } = parseArgs({ options: { dir: { type: 'string', default: tmpdir() } } });
const learners: readonly LearnerRef[] = Array.from({ length: LEARNERS }, (_, n) => ({
  courseId: '5abDckBj8EjMUYqwzvLXtZ',
  learnerId: n.toString(16).padStart(40, '0'),
}));

/** Pseudo-random, so that every run does the same. */
let seed = 1;
function below(n: number): number {
  seed = (Math.imul(seed, 1_103_515_245) + 12_345) & 0x7fffffff;
  return seed % n;
}

function sliceOf(size: number, day: number): PartChange[] {
  const parts = new Map<string, PartChange>();
  while (parts.size < size) {
    const learner = learners[below(LEARNERS)];
    if (learner === undefined) continue;
    const part = `day/${18_320 + day - below(3)}`;
    const bytes = new Uint8Array(PART_BYTES - 30 + below(60)).fill(parts.size % 256);
    parts.set(`${learner.learnerId}/${part}`, { ...learner, part, bytes });
  }
  return [...parts.values()];
}

function createDriver(store: AggregateStore, claim: Claim) {
  let from = 0;
  return async (parts: readonly PartChange[]) => {
    const changed = new Map(parts.map(({ courseId, learnerId }) => [learnerId, { courseId, learnerId }]));
    const result = await store.commit(0, claim, {
      positions: { [TOPIC]: { from, to: from + parts.length } },
      parts,
      learners: [...changed.values()].map((learner) => ({
        ...learner,
        revision: 'ab'.repeat(16),
        publishedAt: from,
        processedAt: from,
      })),
      courseParts: [],
      ids: [],
      counts: { [TOPIC]: { applied: parts.length, unchanged: 0, ignored: 0, deadLettered: 0, erased: 0 } },
      complete: false,
    });
    if (result !== 'committed') throw new Error(`the store answered ${result}`);
    from += parts.length;
  };
}

interface Rate {
  /** Parts a second by the clock, and by the processor time of this process. */
  readonly wall: number;
  readonly cpu: number;
}

async function measure(commit: ReturnType<typeof createDriver>, size: number, day: number): Promise<Rate> {
  const slices = Array.from({ length: MEASURED_PARTS / size }, () => sliceOf(size, day));
  let best: Rate = { wall: 0, cpu: 0 };
  for (let round = 0; round < ROUNDS; round++) {
    const start = performance.now();
    const cpu = process.cpuUsage();
    for (const slice of slices) await commit(slice);
    const wall = performance.now() - start;
    const { user, system } = process.cpuUsage(cpu);
    best = {
      wall: Math.max(best.wall, (1000 * MEASURED_PARTS) / wall),
      cpu: Math.max(best.cpu, (1e6 * MEASURED_PARTS) / (user + system)),
    };
  }
  return best;
}

const folder = mkdtempSync(join(values.dir, 'store-bench-'));
try {
  const path = join(folder, 'data.sqlite');
  const store = createEmbeddedStore({ path, partitions: 1 });
  const commit = createDriver(store, await store.claim(0));
  const rates = new Map<string, Rate>();
  for (let day = 1; day <= DAYS; day++) {
    const part = `day/${18_320 + day}`;
    await commit(learners.map((learner) => ({ ...learner, part, bytes: new Uint8Array(PART_BYTES) })));
    if (day !== 3 && day !== DAYS) continue;
    for (const size of SLICES) {
      const rate = await measure(commit, size, day);
      rates.set(`${day} ${size}`, rate);
      const { wall, cpu } = rate;
      console.log(
        `day ${day}, slices of ${size} parts: ${Math.round(wall)} parts/s (${((1000 * size) / wall).toFixed(1)} ms each), ` +
          `${Math.round(cpu)} parts per processor second`,
      );
    }
  }
  for (const size of SLICES) {
    const [early, late] = [rates.get(`3 ${size}`), rates.get(`${DAYS} ${size}`)];
    if (early === undefined || late === undefined) continue;
    console.log(
      `slices of ${size}: day ${DAYS} costs ${(early.wall / late.wall).toFixed(2)} × day 3, ` +
        `${(early.cpu / late.cpu).toFixed(2)} × in processor time`,
    );
  }

  const reads = 2000;
  let start = performance.now();
  let read = 0;
  for (let n = 0; n < reads; n++)
    read += (await store.read(learners[below(LEARNERS)] ?? { courseId: '', learnerId: '' }))?.parts.size ?? 0;
  console.log(
    `read of a learner of ${read / reads} parts: ${((performance.now() - start) / reads).toFixed(3)} ms`,
  );

  const asked = sliceOf(5000, DAYS);
  start = performance.now();
  await store.load(0, asked);
  console.log(`load of ${asked.length} parts: ${(performance.now() - start).toFixed(1)} ms`);

  start = performance.now();
  let scanned = 0;
  for await (const record of store.scan(0)) scanned += record.parts.size;
  console.log(`scan of ${LEARNERS} learners, ${scanned} parts: ${(performance.now() - start).toFixed(0)} ms`);
  await store.close();
  console.log(
    `file: ${(statSync(path).size / 1e6).toFixed(1)} MB for ${((LEARNERS * DAYS * PART_BYTES) / 1e6).toFixed(1)} MB of parts`,
  );
} finally {
  rmSync(folder, { recursive: true });
}
