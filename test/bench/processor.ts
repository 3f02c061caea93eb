import { learnerFactOf } from '@learning-tracker/metric-processor';
import { applyFact, emptyPart, type Part, partOf } from '@learning-tracker/metrics';
import { TOPICS } from '@learning-tracker/streams';
import { appendEvenDays, appendSyntheticCourse } from './clicks.ts';
import { type Bed, type BenchRow, openBed, processAll } from './harness.ts';

/** Events a second through the processor, beside its parts measured alone on the same log. */
export async function benchProcessor(): Promise<BenchRow[]> {
  const bed = await openBed();
  try {
    const events = await appendSyntheticCourse(bed, { learners: 500, weeks: 8 });
    const readOnly = await best(3, () => readAll(bed, (value) => bed.serde.decode(value)));
    const readOnlyBytes = await best(3, () => readAll(bed, () => {}));
    const reduceOnly = await reduceAll(bed);
    const { records, seconds } = await processAll(bed);
    const ours = records / seconds;
    const commitOnly = await benchCommits(bed);
    return [
      {
        what: `processor, ${events} events of the synthetic course`,
        ours,
        bare: readOnly,
        unit: 'events/s',
        goal: 0.3,
        note: 'bare: read and decode only; goal also ≥ 100,000/s',
      },
      { what: '  read only', ours: readOnlyBytes, bare: null, unit: 'events/s' },
      { what: '  reduce only', ours: reduceOnly, bare: null, unit: 'events/s' },
      { what: '  commit only', ours: commitOnly, bare: null, unit: 'parts/s' },
    ];
  } finally {
    await bed.close();
  }
}

/** The same number of events on a young and on an old course. */
export async function benchHistory(): Promise<BenchRow[]> {
  const bed = await openBed();
  try {
    return [await compareDays(bed, 'day 60 of a course, to day 2')];
  } finally {
    await bed.close();
  }
}

/** Lives through 60 days of a course; the best of three young days and of three old ones count. */
export async function compareDays(bed: Bed, what: string): Promise<BenchRow> {
  const size = { learners: 1_000, perLearner: 40 };
  const day = async (n: number): Promise<number> => {
    await appendEvenDays(bed, { ...size, from: n, to: n + 1 });
    return (await processAll(bed)).seconds;
  };
  await day(0);
  const early = [await day(1), await day(2), await day(3)];
  for (let n = 4; n < 58; n += 1) await day(n);
  const late = [await day(58), await day(59), await day(60)];
  const [young, old] = [Math.min(...early), Math.min(...late)];
  return {
    what,
    ours: old * 1000,
    bare: young * 1000,
    unit: 'ms',
    goal: 1.2,
    atMost: true,
    ratio: old / young,
  };
}

async function readAll(bed: Bed, use: (value: Uint8Array) => unknown): Promise<number> {
  let count = 0;
  const began = performance.now();
  for (const { topic, partition, begin, end } of await bed.log.offsets(TOPICS.clicks)) {
    for await (const batch of bed.log.read({ topic, partition, from: begin, to: end })) {
      await bed.serde.prepare(batch.records);
      for (const { value } of batch.records) use(value);
      count += batch.records.length;
    }
  }
  return (count * 1000) / (performance.now() - began);
}

async function best(times: number, measure: () => Promise<number>): Promise<number> {
  let rate = 0;
  for (let i = 0; i < times; i += 1) rate = Math.max(rate, await measure());
  return rate;
}

/** Facts already decoded, applied to states in memory. */
async function reduceAll(bed: Bed): Promise<number> {
  const learners = new Map<string, Map<string, Part>>();
  let milliseconds = 0;
  let count = 0;
  for (const { topic, partition, begin, end } of await bed.log.offsets(TOPICS.clicks)) {
    for await (const batch of bed.log.read({ topic, partition, from: begin, to: end })) {
      await bed.serde.prepare(batch.records);
      const facts = batch.records.map(({ value }) => learnerFactOf(bed.serde.decode(value)));
      const began = performance.now();
      for (const read of facts) {
        if (read === null || read.fact === null) continue;
        const parts = learners.get(read.learnerId) ?? new Map<string, Part>();
        learners.set(read.learnerId, parts);
        const name = partOf(read.fact);
        const part = parts.get(name) ?? emptyPart(name);
        parts.set(name, part);
        applyFact(part, read.fact);
        count += 1;
      }
      milliseconds += performance.now() - began;
    }
  }
  return (count * 1000) / milliseconds;
}

/** Writes the stored parts of partition 0 once more, in slices. */
async function benchCommits(bed: Bed): Promise<number> {
  const parts = [];
  for await (const { courseId, learnerId, parts: stored } of bed.store.scan(0)) {
    for (const [part, bytes] of stored) parts.push({ courseId, learnerId, part, bytes });
  }
  const claim = await bed.store.claim(0);
  let from = claim.positions[TOPICS.clicks] ?? 0;
  const began = performance.now();
  for (let start = 0; start < parts.length; start += 2_000) {
    await bed.store.commit(0, claim, {
      positions: { [TOPICS.clicks]: { from, to: from + 1 } },
      parts: parts.slice(start, start + 2_000),
      learners: [],
      courseParts: [],
      ids: [],
      counts: {},
      complete: true,
    });
    from += 1;
  }
  return (parts.length * 1000) / (performance.now() - began);
}
