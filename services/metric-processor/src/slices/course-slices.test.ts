import { createPatience, silentLogger, systemScheduler } from '@learning-tracker/runtime';
import { createCourseReader } from '@learning-tracker/storage';
import { TOPICS } from '@learning-tracker/streams';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { publishCourse, publishExport, publishRow } from '../testing/course.ts';
import { COURSE } from '../testing/facts.ts';
import {
  batchesOf,
  books,
  createWorkbench,
  outcomes,
  untilCaughtUp,
  type Workbench,
} from '../testing/workbench.ts';
import { createCourseSlices } from './course-slices.ts';

let bench: Workbench;
beforeEach(async () => {
  bench = await createWorkbench();
});
afterEach(() => bench.dispose());

const read = () => createCourseReader(bench.store).course(COURSE);
const item = (itemId: string, name: string | null = null) => ({
  ItemRow: { itemId, branchId: null, lessonId: null, typeId: null, order: null, name, optional: false },
});

describe('course content in the store', () => {
  test('is what a reader sees: configuration, rows and exports', async () => {
    await publishCourse(bench);
    await publishRow(bench, item('video'));
    await publishRow(bench, item('gone'));
    await publishRow(bench, item('gone'), { version: 2, deleted: true });
    await publishRow(bench, { BranchRow: { branchId: 'branch' } });
    await bench.process();
    await untilCaughtUp(bench);
    const course = await read();
    expect([...(course?.view.coursePlan.keys() ?? [])]).toEqual(['video']);
    expect(course?.view.followed).toMatchObject([{ sessionId: 's1', startAt: 20_000 * 86_400_000_000 }]);
    expect(course?.exportedUpTo).toBe(20_000 * 86_400_000_000 + 1);
    expect([...(course?.branchIds ?? [])]).toEqual(['branch']);
    expect(await outcomes(bench.store)).toMatchObject({ applied: 7, unchanged: 0, deadLettered: 0 });
    expect((await books(bench.store))['course-content/content']).toEqual([7, 7]);
  });

  test('does not change when an older snapshot comes late, nor its version', async () => {
    await publishCourse(bench);
    await publishRow(bench, item('video'), { version: 5 });
    await bench.process();
    await untilCaughtUp(bench);
    const before = await bench.store.courseVersion(COURSE);
    await publishRow(bench, item('video'), { version: 4, deleted: true });
    await publishExport(bench, 19_999);
    await untilCaughtUp(bench);
    expect(await bench.store.courseVersion(COURSE)).toBe(before);
    expect(await outcomes(bench.store)).toMatchObject({ unchanged: 2 });
  });

  test('is taken up where it stood after a restart', async () => {
    await publishCourse(bench);
    await publishRow(bench, item('video'));
    const first = await bench.process();
    await untilCaughtUp(bench);
    await first.processor.stop();
    await publishRow(bench, item('text'));
    await bench.process();
    await untilCaughtUp(bench);
    expect([...((await read())?.view.coursePlan.keys() ?? [])]).toEqual(['text', 'video']);
  });
});

test('what was applied but not committed is forgotten with the cache', async () => {
  await publishCourse(bench);
  const signal = new AbortController().signal;
  const patiently = createPatience({ logger: silentLogger, signal, scheduler: systemScheduler });
  const slices = createCourseSlices({ ...bench, patiently, isErased: () => false });
  const [batch] = await batchesOf(bench.log, { topic: TOPICS.courseContent, partition: 0 });
  if (batch === undefined) throw new Error('no course content');
  expect(await slices.apply(batch, 0)).toMatchObject({ counts: { applied: 3 } });
  slices.drop();
  expect(await slices.apply(batch, 0)).toMatchObject({ counts: { applied: 3 } });
});

describe('the id map', () => {
  const named = (tableId: string) => ({ LearnerIdRow: { tableId, dashboardId: `dashboard of ${tableId}` } });

  test('answers both ways, but not for a learner on the erasure list', async () => {
    await publishRow(bench, named('ann'));
    await publishRow(bench, named('bob'));
    await bench.process({ isErased: ({ learnerId }) => learnerId === 'bob' });
    await untilCaughtUp(bench);
    expect(await bench.store.tableId(COURSE, 'dashboard of ann')).toBe('ann');
    expect(await bench.store.dashboardId(COURSE, 'ann')).toBe('dashboard of ann');
    expect(await bench.store.dashboardId(COURSE, 'bob')).toBeNull();
    expect(await outcomes(bench.store)).toMatchObject({ applied: 1, erased: 1 });
  });
});
