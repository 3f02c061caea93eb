import { silentLogger } from '@learning-tracker/runtime';
import { type AggregateStore, decodeCohortSnapshot } from '@learning-tracker/storage';
import { type LearnerSettingsChanged, partitionOf, recordKey, TOPICS } from '@learning-tracker/streams';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createDailyCalibration } from '../calibration/daily-calibration.ts';
import { FIRST_DAY, present, publishCourse, publishExport, publishRow } from '../testing/course.ts';
import { COURSE } from '../testing/facts.ts';
import { createWorkbench, untilCaughtUp, type Workbench } from '../testing/workbench.ts';
import { createCohortSnapshots } from './cohort-snapshots.ts';

let bench: Workbench;
let erased: Set<string>;
beforeEach(async () => {
  bench = await createWorkbench();
  erased = new Set();
});
afterEach(() => bench.dispose());

const isErased = ({ learnerId }: { readonly learnerId: string }) => erased.has(learnerId);
const cohorts = (store: AggregateStore = bench.store) =>
  createCohortSnapshots({ store, serde: bench.serde, logger: silentLogger, isErased });

let eventsMade = 0;
/** A change of settings by the learner with this number, on the log without a gateway. */
function settingsEvent(n: number, at: number, change: LearnerSettingsChanged['change']) {
  const eventId = `event ${++eventsMade}`;
  const event = { eventId, courseId: COURSE, dashboardId: `d${n}`, at, actor: 'learner', change } as const;
  return { eventId, bytes: bench.serde.encode('LearnerSettingsChanged', event) };
}

async function settle(n: number, at: number, change: LearnerSettingsChanged['change']): Promise<void> {
  const key = recordKey(COURSE, `d${n}`);
  const partition = partitionOf(key, bench.store.partitions);
  const value = settingsEvent(n, at, change).bytes;
  await bench.log.append([{ topic: TOPICS.learnerSettings, partition, key, value }]);
}

const consent = (n: number, given: boolean, at = n + 1) =>
  settle(n, at, { ConsentChanged: { consent: given, followUp: null } });

async function calibrate(): Promise<void> {
  await createDailyCalibration({ ...bench, logger: silentLogger, isErased }).runDue();
  await untilCaughtUp(bench);
}

/** Twenty learners, of whom the first `consenting` consent, one after the other, and have a goal. */
async function course(consenting: number): Promise<void> {
  await publishCourse(bench);
  await bench.publish(Array.from({ length: 20 }, (_, n) => present(`t${n}`, n + 1)).flat());
  for (let n = 0; n < 20; n += 1)
    await publishRow(bench, { LearnerIdRow: { tableId: `t${n}`, dashboardId: `d${n}` } });
  for (let n = 0; n < consenting; n += 1) {
    await consent(n, true);
    await settle(n, n + 1, { GoalSet: { goal: 'pass' } });
  }
  await bench.process();
  await untilCaughtUp(bench);
  await calibrate();
}

async function snapshot(day?: number) {
  const kept = await bench.store.cohort(COURSE, day);
  return kept === null ? null : decodeCohortSnapshot(kept.bytes);
}

test('counts those who consent, once for each calibration', async () => {
  await course(12);
  expect(await cohorts().makeDue()).toEqual([COURSE]);
  expect(await snapshot(FIRST_DAY)).toMatchObject({
    profile: 'standard',
    calibrationVersion: 1,
    learners: 20,
    counted: 12,
    goalsSet: 12,
    srlAnswered: 0,
  });
  expect((await snapshot())?.distributions.metric_4).toMatchObject({ n: 12 });
  expect(await cohorts().makeDue()).toEqual([]);

  await publishExport(bench, FIRST_DAY + 1);
  await untilCaughtUp(bench);
  expect(await cohorts().makeDue()).toEqual([]);
  await calibrate();
  expect(await cohorts().makeDue()).toEqual([COURSE]);
  expect(await snapshot()).toMatchObject({ calibrationVersion: 2 });
  expect(await snapshot(FIRST_DAY)).toMatchObject({ calibrationVersion: 1 });
});

test('the same states give the same bytes', async () => {
  await course(12);
  bench.copyStore('copy');
  const copy = bench.openStore('copy');
  await Promise.all([cohorts().makeDue(), cohorts(copy).makeDue()]);
  expect((await copy.cohort(COURSE))?.bytes).toEqual((await bench.store.cohort(COURSE))?.bytes);
});

test('a withdrawal that comes by the log takes every snapshot away; the next one leaves five out, not one', async () => {
  await course(20);
  await cohorts().makeDue();
  await consent(3, false, 100);
  await untilCaughtUp(bench);
  expect([await snapshot(), await snapshot(FIRST_DAY)]).toEqual([null, null]);
  expect(await cohorts().makeDue()).toEqual([COURSE]);
  expect(await snapshot()).toMatchObject({ counted: 15, goalsSet: 15 });
});

test('a withdrawal that is accepted and not on the log yet counts already', async () => {
  await course(20);
  const event = settingsEvent(3, 100, { ConsentChanged: { consent: false, followUp: null } });
  const learner = { courseId: COURSE, learnerId: 'd3' };
  const partition = partitionOf(recordKey(COURSE, 'd3'), bench.store.partitions);
  const { revision } = await bench.store.settings(learner);
  const proposal = { expectedRevision: revision, proposedAt: 1, events: [event] } as const;
  await bench.store.proposeSettings(partition, learner, proposal);
  await cohorts().makeDue();
  expect(await snapshot()).toMatchObject({ counted: 19 });
});

test('a withdrawal, a new owner or new facts while it is made leave nothing behind', async () => {
  await course(12);
  const during = (work: () => Promise<unknown>): AggregateStore => ({
    ...bench.store,
    async *scan(partition, courseId) {
      yield* bench.store.scan(partition, courseId);
      await work();
    },
  });
  for (const work of [
    () => bench.store.dropCohorts(COURSE),
    () => bench.store.claim('content'),
    async () => {
      await bench.publish(present('late', 3));
      await untilCaughtUp(bench);
    },
  ]) {
    expect(await cohorts(during(work)).makeDue()).toEqual([]);
    expect(await snapshot()).toBeNull();
  }
});

test('whoever is to be forgotten does not count', async () => {
  await course(12);
  for (const id of ['t3', 'd3']) erased.add(id);
  await cohorts().makeDue();
  expect(await snapshot()).toMatchObject({ counted: 11 });
});

test('of four who consent nothing is told', async () => {
  await course(4);
  await cohorts().makeDue();
  expect(await snapshot()).toMatchObject({ learners: 20, counted: null, goalsSet: null });
});
