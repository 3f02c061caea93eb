import { createManualScheduler, createPatience, silentLogger } from '@learning-tracker/runtime';
import { type AggregateStore, combine, EMPTY_REVISION, partDigest } from '@learning-tracker/storage';
import {
  type BatchControl,
  type EventLog,
  partitionOf,
  type RecordBatch,
  recordKey,
  TOPICS,
} from '@learning-tracker/streams';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createLearnerSlices } from '../slices/learner-slices.ts';
import { COURSE, directBytes, someFacts, storedBytes } from '../testing/facts.ts';
import { batchesOf, createWorkbench, outcomes, type Workbench } from '../testing/workbench.ts';
import { createPartitionOwner } from './partition-owner.ts';

const SOURCES = [TOPICS.clicks, TOPICS.tableRows].map((topic) => ({ topic, partition: 0 }));
const CLICKS = { topic: TOPICS.clicks, partition: 0 };
const FACTS = someFacts(80).filter(({ learnerId }) => partitionOf(recordKey(COURSE, learnerId), 2) === 0);
const CLICK_FACTS = FACTS.filter(({ fact }) => fact.type === 'click');

let bench: Workbench;
beforeEach(async () => {
  bench = await createWorkbench();
});
afterEach(() => bench.dispose());

interface Control extends BatchControl {
  current: boolean;
  readonly resolved: number[];
  readonly sought: number[];
  parked: boolean;
}

/** What a subscription would hand over, with what was asked of it. */
function controlOf(generation = 1): Control {
  const control: Control = {
    generation,
    current: true,
    resolved: [],
    sought: [],
    parked: false,
    park() {
      control.parked = true;
    },
    isCurrent: () => control.current,
    heartbeat: async () => {},
    seek: ({ offset }) => void control.sought.push(offset),
    resolve: (offset) => void control.resolved.push(offset),
  };
  return control;
}

function ownerOf(store: AggregateStore = bench.openStore(), log: EventLog = bench.log) {
  const { signal } = new AbortController();
  const patiently = createPatience({ logger: silentLogger, signal, scheduler: createManualScheduler() });
  const limits = { maxChangedParts: 5_000, maxCachedParts: 1_000 };
  const applier = createLearnerSlices({
    ...bench,
    ...limits,
    partition: 0,
    store,
    patiently,
    isErased: () => false,
  });
  return createPartitionOwner({
    ...bench,
    id: 0,
    sources: SOURCES,
    store,
    log,
    applier,
    patiently,
    logger: silentLogger,
  });
}

/** The clicks of partition 0 as two batches. */
async function twoBatches(): Promise<[RecordBatch, RecordBatch]> {
  await bench.publish(CLICK_FACTS);
  const [batch] = await batchesOf(bench.log, CLICKS);
  if (batch === undefined) throw new Error('no clicks in partition 0');
  const half = Math.floor(batch.records.length / 2);
  return [
    { ...batch, records: batch.records.slice(0, half) },
    { ...batch, records: batch.records.slice(half) },
  ];
}
const endOf = (batch: RecordBatch) => (batch.records.at(-1)?.offset ?? 0) + 1;

async function expectClicksOnce(store = bench.store): Promise<void> {
  expect(await storedBytes(store)).toEqual(directBytes(CLICK_FACTS));
  const { applied, unchanged } = await outcomes(store);
  expect(applied + unchanged).toBe(CLICK_FACTS.length);
}

describe('a batch', () => {
  test('is resolved once it is committed', async () => {
    const [first, second] = await twoBatches();
    const owner = ownerOf();
    const control = controlOf();
    await owner.onBatch(first, control);
    await owner.onBatch(second, control);
    expect(control.resolved).toEqual([endOf(first), endOf(second)]);
    await expectClicksOnce();
  });

  test('that does not begin where the store stands is sought, not taken', async () => {
    const [first, second] = await twoBatches();
    const owner = ownerOf();
    const control = controlOf();
    await owner.onBatch(second, control);
    await owner.onBatch(first, control);
    await owner.onBatch(first, control);
    expect(control.sought).toEqual([0, endOf(first)]);
    // The group is told where the store stands each time, since lag tools ask the group.
    expect(control.resolved).toEqual([0, endOf(first), endOf(first)]);
  });

  test('of a partition that was taken away is left alone, without a claim', async () => {
    const [first] = await twoBatches();
    const control = controlOf();
    control.current = false;
    await ownerOf().onBatch(first, control);
    expect(control.resolved).toEqual([]);
    expect(await bench.store.progress()).toEqual([]);
  });

  test('under an older generation than the claim’s does not claim again', async () => {
    const [first, second] = await twoBatches();
    const owner = ownerOf();
    await owner.join(5);
    await owner.onBatch(first, controlOf(4));
    await owner.onBatch(second, controlOf(5));
    expect(await bench.store.progress()).toMatchObject([{ epoch: 1 }]);
  });
});

describe('another owner', () => {
  test('fences the first, which forgets what it cached and goes on from the store', async () => {
    const [first, second] = await twoBatches();
    const [one, other] = [ownerOf(), ownerOf()];
    const control = controlOf();
    await one.onBatch(first, control);
    await other.join(1);
    await one.onBatch(second, control);
    expect(control.resolved).toEqual([endOf(first)]);

    const others = controlOf();
    await other.onBatch(second, others);
    expect(others.resolved).toEqual([endOf(second)]);
    // The same batch comes again, since it was not resolved; the store has it already.
    await one.onBatch(second, control);
    expect(control.sought).toEqual([endOf(second)]);
    await expectClicksOnce();
  });

  test('is left alone by the beats of one whose partition was taken away', async () => {
    const [one, other] = [ownerOf(), ownerOf()];
    await one.join(1);
    await one.leave();
    await other.join(2);
    await one.beat();
    await one.beat();
    expect(await bench.store.progress()).toMatchObject([{ epoch: 2 }]);
  });

  test('is noticed by the beat of an idle one that still holds the partition', async () => {
    const [one, other] = [ownerOf(), ownerOf()];
    await one.join(1);
    await other.join(1);
    await one.beat();
    expect(await bench.store.progress()).toMatchObject([{ epoch: 3, complete: true }]);
  });
});

describe('a store that went back in time', () => {
  /** A handle that can be turned to another file under its owner. */
  function switchable(): { store: AggregateStore; turnTo(name: string): AggregateStore } {
    let present = bench.store;
    const store: AggregateStore = {
      ...present,
      claim: (...args) => present.claim(...args),
      load: (...args) => present.load(...args),
      loadMeta: (...args) => present.loadMeta(...args),
      commit: (...args) => present.commit(...args),
    };
    return {
      store,
      turnTo(name) {
        present = bench.openStore(name);
        return present;
      },
    };
  }

  test('fences the next commit; the batch is sought from where the store stands', async () => {
    const [first, second] = await twoBatches();
    const { store, turnTo } = switchable();
    const owner = ownerOf(store);
    const control = controlOf();
    await owner.join(1);
    bench.copyStore('older');
    await owner.onBatch(first, control);
    const older = turnTo('older');
    await owner.onBatch(second, control);
    await owner.onBatch(second, control);
    expect(control.sought).toEqual([0]);
    await owner.onBatch(first, control);
    await owner.onBatch(second, control);
    await expectClicksOnce(older);
  });

  test('fences also a batch of a topic that has not moved since, as what is cached is ahead', async () => {
    await bench.publish(FACTS);
    const [clicks] = await batchesOf(bench.log, CLICKS);
    const [rows] = await batchesOf(bench.log, { ...CLICKS, topic: TOPICS.tableRows });
    if (clicks === undefined || rows === undefined) throw new Error('partition 0 lacks clicks or rows');
    const { store, turnTo } = switchable();
    const owner = ownerOf(store);
    const control = controlOf();
    await owner.join(1);
    bench.copyStore('older');
    await owner.onBatch(clicks, control);
    const older = turnTo('older');
    await owner.onBatch(rows, control);
    expect(control.resolved).toEqual([endOf(clicks)]);
    await owner.onBatch(rows, control);
    await owner.onBatch(clicks, control);
    for await (const { meta, parts } of older.scan(0)) {
      const digests = [...parts].map(([name, bytes]) => partDigest(name, bytes));
      const revision = digests.reduce((sum, digest) => combine(sum, null, digest), EMPTY_REVISION);
      expect(meta.revision).toBe(revision);
    }
  });

  test('is made up for by an idle owner’s beats, reading what no batch brings', async () => {
    const [first, second] = await twoBatches();
    const { store, turnTo } = switchable();
    const owner = ownerOf(store);
    const control = controlOf();
    bench.copyStore('older');
    await owner.onBatch(first, control);
    await owner.onBatch(second, control);
    const older = turnTo('older');
    await owner.beat();
    await owner.beat();
    await expectClicksOnce(older);
    expect(await older.progress()).toMatchObject([{ complete: true }]);
  });

  test('is left to the subscription where that has something to bring', async () => {
    const [first, second] = await twoBatches();
    const { store, turnTo } = switchable();
    const owner = ownerOf(store);
    const control = controlOf();
    bench.copyStore('older');
    await owner.onBatch(first, control);
    const older = turnTo('older');
    await Promise.all([owner.beat(), owner.onBatch(second, control)]);
    expect(control.sought).toEqual([0]);
    expect(await outcomes(older)).toMatchObject({ applied: 0 });
  });
});

describe('a position outside the log', () => {
  /** The log as if it held nothing below `begin`. */
  const beginningAt = (begin: number): EventLog => ({
    ...bench.log,
    offsets: async (topic) => (await bench.log.offsets(topic)).map((offsets) => ({ ...offsets, begin })),
  });

  test('below its begin stops a new store too: what is gone cannot be made up for', async () => {
    await bench.publish(FACTS);
    const owner = ownerOf(bench.store, beginningAt(1));
    await owner.join(1);
    expect(owner.failure()).toMatchObject({
      code: 'POSITION_OUT_OF_RANGE',
      message: expect.stringContaining(
        `${TOPICS.clicks}/0: the store stands at offset 0, the log holds 1 to`,
      ),
      hint: expect.stringContaining('Restore the log'),
    });
  });

  test('is found before the seek where the log has lost its begin while the partition was held', async () => {
    const [, second] = await twoBatches();
    let begin = 0;
    const log = { ...bench.log, offsets: (topic: string) => beginningAt(begin).offsets(topic) };
    const owner = ownerOf(bench.store, log);
    const control = controlOf();
    await owner.join(1);
    expect(owner.failure()).toBeNull();
    begin = 1;
    await owner.onBatch(second, control);
    expect(owner.failure()).toMatchObject({ code: 'POSITION_OUT_OF_RANGE' });
    expect(control).toMatchObject({ parked: true, sought: [] });
  });

  test('parks its partition until that is taken away, then may be tried again', async () => {
    const [first] = await twoBatches();
    const owner = ownerOf(bench.store, beginningAt(1));
    const control = controlOf();
    await owner.onBatch(first, control);
    expect(control).toMatchObject({ parked: true, resolved: [], sought: [] });
    expect(owner.failure()).not.toBeNull();
    await owner.leave();
    expect(owner.failure()).toBeNull();
    expect(await outcomes(bench.store)).toMatchObject({ applied: 0 });
  });
});
