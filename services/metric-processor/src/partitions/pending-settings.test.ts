import { partitionOf, recordKey, TOPICS } from '@learning-tracker/streams';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { COURSE, directBytes, recordOf, storedBytes } from '../testing/facts.ts';
import {
  batchesOf,
  books,
  createWorkbench,
  outcomes,
  PARTITIONS,
  until,
  untilCaughtUp,
  type Workbench,
} from '../testing/workbench.ts';

let bench: Workbench;
beforeEach(async () => {
  bench = await createWorkbench();
});
afterEach(() => bench.dispose());

const SECOND = 1_000_000;
const ANN = { courseId: COURSE, learnerId: 'ann' };
const PARTITION = partitionOf(recordKey(COURSE, 'ann'), PARTITIONS);
const GOAL = { learnerId: 'ann', fact: { type: 'goal', at: 5, eventId: 'g', goal: 'learn' } } as const;

async function propose() {
  const { value } = recordOf(bench.serde, GOAL);
  const proposal = { expectedRevision: 0, proposedAt: bench.clock.now() };
  await bench.store.proposeSettings(PARTITION, ANN, {
    ...proposal,
    events: [{ eventId: 'g', bytes: value }],
  });
}

async function recordsOnLog(): Promise<number> {
  const batches = await batchesOf(bench.log, { topic: TOPICS.learnerSettings, partition: PARTITION });
  return batches.reduce((sum, { records }) => sum + records.length, 0);
}

test('a change that came by the log waits no longer, and is there once', async () => {
  await propose();
  await bench.publish([GOAL]);
  const { scheduler } = await bench.process();
  await untilCaughtUp(bench);
  expect(await storedBytes(bench.store)).toEqual(directBytes([GOAL]));
  expect(await bench.store.settings(ANN)).toMatchObject({ revision: 1, pending: [] });
  bench.clock.at += 60 * SECOND;
  scheduler.advance(5_000);
  await until(() => scheduler.waiting > 0);
  expect(await recordsOnLog()).toBe(1);
});

test('a change that was left behind is appended by the next beats, and settles', async () => {
  await propose();
  const { scheduler } = await bench.process();
  bench.clock.at += 11 * SECOND;
  await until(async () => {
    scheduler.advance(5_000);
    return (await bench.store.settings(ANN)).pending.length === 0;
  });
  expect(await storedBytes(bench.store)).toEqual(directBytes([GOAL]));
  expect(await recordsOnLog()).toBe(1);
  for (const [place, [counted, position]] of Object.entries(await books(bench.store)))
    expect([place, counted]).toEqual([place, position]);
});

test('a change whose gateway is still at work is left to it', async () => {
  await propose();
  const { scheduler } = await bench.process();
  bench.clock.at += 9 * SECOND;
  for (let beat = 0; beat < 3; beat += 1) {
    scheduler.advance(5_000);
    await until(() => scheduler.waiting > 0);
  }
  expect(await recordsOnLog()).toBe(0);
});

test('a repeat on the log changes nothing, an erased learner gets no state, an interaction leaves none', async () => {
  await propose();
  const interaction = bench.serde.encode('LearnerSettingsChanged', {
    eventId: 'i',
    courseId: COURSE,
    dashboardId: 'ann',
    at: 5,
    actor: 'learner',
    change: { InteractionRecorded: { kind: 'set_goal' } },
  });
  const record = { topic: TOPICS.learnerSettings, key: recordKey(COURSE, 'ann'), value: interaction };
  await bench.publish([GOAL, GOAL]);
  await bench.log.append([record]);
  await bench.process({ isErased: ({ learnerId }) => learnerId === 'bob' });
  await bench.publish([{ ...GOAL, learnerId: 'bob' }]);
  await untilCaughtUp(bench);
  expect(await outcomes(bench.store)).toMatchObject({ applied: 1, unchanged: 1, ignored: 1, erased: 1 });
  expect(await bench.store.settings(ANN)).toMatchObject({ pending: [] });
  expect(await storedBytes(bench.store)).toEqual(directBytes([GOAL]));
});

test('a change of a learner who is to be forgotten is not brought back from an older store', async () => {
  await propose();
  const { scheduler } = await bench.process({ isErased: ({ learnerId }) => learnerId === 'ann' });
  bench.clock.at += 60 * SECOND;
  scheduler.advance(5_000);
  await until(() => scheduler.waiting > 0);
  expect(await recordsOnLog()).toBe(0);
});
