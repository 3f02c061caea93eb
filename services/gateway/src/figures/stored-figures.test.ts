import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type AggregateStore, createEmbeddedStore } from '@learning-tracker/storage';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createGateway } from '../gateway.ts';
import { createTestBed, TOKEN } from '../testing/fakes.ts';
import { storeSmallCourse } from '../testing/stored-course.ts';
import { createStoredFigures, describeStoredCourse } from './stored-figures.ts';

let folder: string;
let store: AggregateStore;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'gateway-'));
  store = createEmbeddedStore({ path: join(folder, 'store.db'), partitions: 3 });
});

afterEach(async () => {
  await store.close();
  await rm(folder, { recursive: true });
});

async function serve() {
  const { app } = await createGateway({
    ...createTestBed().deps,
    store,
    figures: createStoredFigures(store),
    describeCourse: describeStoredCourse,
  });
  return (path: string) => app.inject(path.startsWith('/readyz') ? path : `/w/${TOKEN}${path}`);
}

test('shows what is stored, by either id, and is ready', async () => {
  await storeSmallCourse(store);
  const get = await serve();
  const document = (await get('/learner_data/d1/b1')).json();
  expect(document.metrics.metric_7).toMatchObject({ value: 75, absolute_value: 3, scaled_value: 7.5 });
  const answer = (await get('/v1/courses/c1/learners/t1/metrics')).json();
  expect(answer).toMatchObject({ dashboardId: 'd1', complete: true, calibrationVersion: 0 });
  expect(answer.metrics.metric_7).toMatchObject({ value: 75, total: 4, reason: null });
  expect(answer.metrics.metric_12).toMatchObject({ value: null, reason: 'no_data' });
  expect((await get('/readyz')).statusCode).toBe(200);
});

test('an empty store knows no course and is not ready', async () => {
  const get = await serve();
  expect((await get('/v1/courses/c1/learners/t1/metrics')).statusCode).toBe(404);
  expect((await get('/readyz')).json()).toMatchObject({
    reasons: ['catching up: partition content, 0, 1, 2'],
  });
});

test('a new claim that has not caught up yet is shown', async () => {
  await storeSmallCourse(store);
  await store.claim('content');
  const get = await serve();
  expect((await get('/v1/courses/c1/learners/t1/metrics')).json()).toMatchObject({ complete: false });
});
