import { silentLogger } from '@learning-tracker/runtime';
import { type AggregateStore, createCourseReader, decodeHistoryDay } from '@learning-tracker/storage';
import { TOPICS } from '@learning-tracker/streams';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { FIRST_DAY, present, publishCourse, publishExport } from '../testing/course.ts';
import { COURSE } from '../testing/facts.ts';
import { createWorkbench, eventsOf, untilCaughtUp, type Workbench } from '../testing/workbench.ts';
import { createDailyCalibration } from './daily-calibration.ts';

let bench: Workbench;
beforeEach(async () => {
  bench = await createWorkbench();
});
afterEach(() => {
  erased.clear();
  return bench.dispose();
});

const erased = new Set<string>();
const isErased = ({ learnerId }: { readonly learnerId: string }) => erased.has(learnerId);
const calibrationOf = (store: AggregateStore = bench.store) =>
  createDailyCalibration({ ...bench, store, logger: silentLogger, isErased });
const inForce = async () => (await createCourseReader(bench.store).course(COURSE))?.calibration ?? null;
const published = async () =>
  (await eventsOf(bench.log, bench.serde, TOPICS.courseContent)).filter(
    ({ name }) => name === 'CourseCalibrated',
  );
const TWENTY = Array.from({ length: 20 }, (_, i) => present(`learner ${i}`, i + 1)).flat();

/** A course of 20 learners, present 1 to 20 minutes, all of it processed. */
async function processedCourse(): Promise<void> {
  await publishCourse(bench);
  await bench.publish(TWENTY);
  await bench.process();
  await untilCaughtUp(bench);
}

test('scans the course and publishes what readers then take', async () => {
  await processedCourse();
  const ends = await Promise.all(
    [TOPICS.clicks, TOPICS.tableRows, TOPICS.courseContent].map((topic) => bench.log.offsets(topic)),
  );
  expect(await calibrationOf().runDue()).toEqual([COURSE]);
  expect(await inForce()).toBeNull();
  await untilCaughtUp(bench);
  const scale = { source: 'present', provisional: true, learners: 20 };
  expect(await inForce()).toEqual({
    version: 1,
    day: FIRST_DAY,
    positions: Object.fromEntries(
      ends.flat().map(({ topic, partition, end }) => [`${topic}/${partition}`, end]),
    ),
    census: { forumDelivered: false, hasPosts: false, postersAreMembers: false, hasCourseGrades: false },
    profiles: {
      // ⌈95 · 20 / 100⌉ = the 19th of 1 … 20 minutes; the study takes the greatest.
      standard: { metric_2: null, metric_4: { maximum: 19, ...scale } },
      lak21: { metric_2: null, metric_4: { maximum: 20, ...scale } },
    },
  });
});

describe('keeps what each learner had on the day', () => {
  const kept = async (learnerId: string) =>
    (await bench.store.history({ courseId: COURSE, learnerId }, 0, FIRST_DAY + 9)).map(({ day, bytes }) => ({
      day,
      ...decodeHistoryDay(bytes),
    }));

  test('scaled by the calibration of that day, one entry a day', async () => {
    await processedCourse();
    for (const day of [FIRST_DAY, FIRST_DAY + 1]) {
      await publishExport(bench, day);
      await untilCaughtUp(bench);
      await calibrationOf().runDue();
      await untilCaughtUp(bench);
    }
    const days = await kept('learner 18');
    expect(days.map(({ day, calibrationVersion, profile }) => [day, calibrationVersion, profile])).toEqual([
      [FIRST_DAY, 1, 'standard'],
      [FIRST_DAY + 1, 2, 'standard'],
    ]);
    // 19 minutes of a maximum of 19.
    for (const { figures } of days) expect(figures.metric_4.scaled).toBe(10);
    expect((await kept('learner 0')).map(({ figures }) => figures.metric_4.scaled)).toEqual([0.53, 0.53]);
    expect(await kept('nobody')).toEqual([]);
  });

  test('also where the process died after it and before the calibration was published', async () => {
    await processedCourse();
    const log = { ...bench.log, append: () => Promise.reject(new Error('the broker is away')) };
    const dying = createDailyCalibration({ ...bench, log, logger: silentLogger, isErased });
    await expect(dying.runDue()).rejects.toThrow('away');
    const before = await kept('learner 5');
    await calibrationOf().runDue();
    expect(before).toHaveLength(1);
    expect(await kept('learner 5')).toEqual(before);
  });

  test('but not of whom to forget', async () => {
    await processedCourse();
    erased.add('learner 5');
    await calibrationOf().runDue();
    expect([await kept('learner 5'), (await kept('learner 6')).length]).toEqual([[], 1]);
  });

  test('not while facts come in between', async () => {
    await processedCourse();
    await calibrationOf({
      ...bench.store,
      scan: (partition, courseId) => {
        void bench.publish(present('late', 3));
        return bench.store.scan(partition, courseId);
      },
    }).runDue();
    expect(await kept('learner 5')).toEqual([]);
  });
});

describe('is due', () => {
  test('once a day of data, each with a greater version', async () => {
    await processedCourse();
    const calibration = calibrationOf();
    const versions: unknown[] = [];
    for (const day of [FIRST_DAY, FIRST_DAY, FIRST_DAY + 1, FIRST_DAY + 1]) {
      await publishExport(bench, day);
      await untilCaughtUp(bench);
      versions.push(await calibration.runDue());
      await untilCaughtUp(bench);
    }
    expect(versions).toEqual([[COURSE], [], [COURSE], []]);
    expect(await inForce()).toMatchObject({ version: 2, day: FIRST_DAY + 1 });
    expect(await published()).toHaveLength(2);
  });

  test('always when forced', async () => {
    await processedCourse();
    for (const version of [1, 2]) {
      expect(await calibrationOf().runDue(true)).toEqual([COURSE]);
      await untilCaughtUp(bench);
      expect(await inForce()).toMatchObject({ version });
    }
  });

  test('never while the store is behind the log', async () => {
    await processedCourse();
    await publishExport(bench, FIRST_DAY + 1);
    const behind: AggregateStore = {
      ...bench.store,
      progress: async () =>
        (await bench.store.progress()).map((entry) =>
          entry.partition === 1
            ? { ...entry, positions: { ...entry.positions, [TOPICS.tableRows]: 1 } }
            : entry,
        ),
    };
    await untilCaughtUp(bench);
    expect(await calibrationOf(behind).runDue(true)).toEqual([]);
    expect(await published()).toEqual([]);
  });

  test('not before a course has its configuration and a verified export', async () => {
    await bench.publishCourse('CourseConfigured', { version: 1, json: JSON.stringify({ courseId: COURSE }) });
    await bench.process();
    await untilCaughtUp(bench);
    expect(await calibrationOf().runDue(true)).toEqual([]);
  });
});

test('a scan under which facts moved publishes nothing', async () => {
  await processedCourse();
  const moving: AggregateStore = {
    ...bench.store,
    async *scan(partition, courseId) {
      yield* bench.store.scan(partition, courseId);
      await bench.publish(present('late', 99));
      await untilCaughtUp(bench);
    },
  };
  expect(await calibrationOf(moving).runDue()).toEqual([]);
  expect(await published()).toEqual([]);
});
