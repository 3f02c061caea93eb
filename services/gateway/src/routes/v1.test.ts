import { STATUS_CODES } from 'node:http';
import { expect, test } from 'vitest';
import { createGateway } from '../gateway.ts';
import { createTestBed, TOKEN } from '../testing/fakes.ts';

const PATH = '/v1/courses/c1/learners/t1/metrics';

async function setUp() {
  const bed = createTestBed();
  const { app } = await createGateway(bed.deps);
  const get = (path = PATH, headers: Record<string, string> = {}) =>
    app.inject({ url: path, headers: { authorization: `Bearer ${TOKEN}`, ...headers } });
  return { ...bed, get };
}

test('gives every figure with what it was made from, and exact times', async () => {
  const { get } = await setUp();
  const answer = await get();
  expect(answer.statusCode).toBe(200);
  expect(answer.headers['cache-control']).toBe('private, no-cache');
  const { metrics, ...rest } = answer.json();
  expect(rest).toEqual({
    courseId: 'c1',
    learnerId: 't1',
    dashboardId: 'd1',
    profile: 'standard',
    calibrationVersion: 3,
    complete: true,
    asOf: '2020-03-01T11:59:59.000007Z',
    exportedUpTo: '2020-03-01T11:59:59.000007Z',
    publishedAt: '2020-03-01T11:59:59.100007Z',
    processedAt: '2020-03-01T11:59:59.600007Z',
  });
  expect(metrics.metric_7).toEqual({
    name: 'Completed course activities',
    unit: 'percent',
    value: 27,
    absolute_value: 12,
    total: 45,
    scaled_value: 2.67,
    raw: 26.666,
    reason: null,
    dueSoFar: 18,
    progressOnly: false,
    provisional: false,
  });
  expect(metrics.metric_4).toMatchObject({ unit: 'hours', progressOnly: true, provisional: true });
  expect(metrics.metric_8).toMatchObject({ value: null, absolute_value: 0, total: 0, reason: 'no_items' });
  expect(metrics.metric_12).toMatchObject({ value: null, scaled_value: null, reason: 'no_data' });
});

test("a scale's maximum, which can be another learner's figure, is not given away", async () => {
  const { get } = await setUp();
  expect((await get()).body).not.toContain('1500');
});

test('an unchanged learner is a 304 without a body, and is not computed again', async () => {
  const { get, figures } = await setUp();
  const { etag } = (await get()).headers;
  expect(etag).toMatch(/^"[\w-]{20,}"$/);
  for (const header of [`${etag}`, `W/${etag}`, `"other", ${etag}`, '*']) {
    const answer = await get(PATH, { 'if-none-match': header });
    expect([answer.statusCode, answer.body, answer.headers.etag]).toEqual([304, '', etag]);
  }
  expect((await get(PATH, { 'if-none-match': '"other"' })).statusCode).toBe(200);
  expect(figures.asked).toHaveLength(1);
});

test.each<[string, (bed: Awaited<ReturnType<typeof setUp>>) => void]>([
  [
    'the learner',
    ({ store }) => store.metas.set('c1/t1', { revision: 'r2', publishedAt: 1, processedAt: 2 }),
  ],
  ['the course', ({ store }) => Object.assign(store.fakeCourses[0] ?? {}, { version: 2 })],
  ['the id map', ({ store }) => store.ids.get('c1')?.clear()],
  [
    'the time of processing',
    ({ store }) => store.metas.set('c1/t1', { revision: 'r1', publishedAt: 1, processedAt: 3 }),
  ],
])('a change of %s gives a new answer with another tag', async (_what, change) => {
  const bed = await setUp();
  const before = await bed.get();
  change(bed);
  const after = await bed.get(PATH, { 'if-none-match': String(before.headers.etag) });
  expect(after.statusCode).toBe(200);
  expect(after.headers.etag).not.toBe(before.headers.etag);
  expect(bed.figures.asked).toHaveLength(2);
});

test('says so while the partition or the content is not complete', async () => {
  const { get, store, clock } = await setUp();
  const before = await get();
  for (const partition of ['content', 0, 1, 2, 3] as const) store.incomplete.add(partition);
  clock.advance(250_000);
  const during = await get(PATH, { 'if-none-match': String(before.headers.etag) });
  expect(during.json()).toMatchObject({ complete: false });
  store.incomplete.clear();
  store.incomplete.add('content');
  clock.advance(250_000);
  expect((await get()).json()).toMatchObject({ complete: false });
  store.incomplete.clear();
  clock.advance(250_000);
  const after = await get();
  expect(after.json()).toMatchObject({ complete: true });
  expect(after.headers.etag).toBe(before.headers.etag);
});

test('gives the profile asked for, each with its own tag', async () => {
  const { get, figures } = await setUp();
  const standard = await get(`${PATH}?profile=standard`);
  const lak21 = await get(`${PATH}?profile=lak21`);
  expect(figures.asked.map(({ profile }) => profile)).toEqual(['standard', 'lak21']);
  expect(lak21.json()).toMatchObject({ profile: 'lak21' });
  expect(lak21.headers.etag).not.toBe(standard.headers.etag);
  expect((await get()).headers.etag).toBe(standard.headers.etag);
});

test.each([
  ['another course', '/v1/courses/other/learners/t1/metrics', 403, 'FORBIDDEN'],
  ['a branch for a course', '/v1/courses/b1/learners/t1/metrics', 403, 'FORBIDDEN'],
  ['another learner, known or not', '/v1/courses/c1/learners/t9/metrics', 403, 'FORBIDDEN'],
  ['a dashboard id', '/v1/courses/c1/learners/d1/metrics', 403, 'FORBIDDEN'],
  ['an unknown profile', `${PATH}?profile=best`, 400, 'BAD_REQUEST'],
  ['two profiles', `${PATH}?profile=lak21&profile=standard`, 400, 'BAD_REQUEST'],
  ['an unknown route', '/v1/courses/c1', 404, 'UNKNOWN_ROUTE'],
])('refuses %s as a problem', async (_what, path, status, code) => {
  const { get } = await setUp();
  const answer = await get(path);
  expect(answer.statusCode).toBe(status);
  expect(answer.headers['content-type']).toBe('application/problem+json; charset=utf-8');
  expect(answer.json()).toEqual({
    type: 'about:blank',
    title: STATUS_CODES[status],
    status,
    detail: expect.any(String),
    code,
  });
});

test('a member of no followed session is no learner', async () => {
  const { get, figures } = await setUp();
  figures.figures = null;
  expect((await get()).statusCode).toBe(404);
});
