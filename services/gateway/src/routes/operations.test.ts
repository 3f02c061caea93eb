import { expect, test } from 'vitest';
import { createGateway } from '../gateway.ts';
import { createTestBed, TOKEN } from '../testing/fakes.ts';

test('healthz needs no store', async () => {
  const bed = createTestBed();
  bed.store.failure = new Error('away');
  const { app } = await createGateway(bed.deps);
  expect((await app.inject('/healthz')).json()).toEqual({ status: 'up' });
});

test('ready when the store answers and all partitions have caught up; notes are shown', async () => {
  const bed = createTestBed();
  const readiness = async () => ({ reasons: [], notes: ['a snapshot is held'] });
  const { app } = await createGateway({ ...bed.deps, readiness });
  const answer = await app.inject('/readyz');
  expect([answer.statusCode, answer.json()]).toEqual([
    200,
    { ready: true, reasons: [], notes: ['a snapshot is held'] },
  ]);
});

test('not ready while a partition catches up', async () => {
  const bed = createTestBed();
  bed.store.incomplete.add(2).add('content');
  const { app } = await createGateway(bed.deps);
  const answer = await app.inject('/readyz');
  expect([answer.statusCode, answer.json().reasons]).toEqual([503, ['catching up: partition content, 2']]);
});

test('not ready when the store is away or the process says so; neither shows an inner error', async () => {
  const bed = createTestBed();
  bed.store.failure = new Error('redis://user:pass@inner');
  const { app } = await createGateway({
    ...bed.deps,
    readiness: () => Promise.reject(new Error('inner detail')),
  });
  const answer = await app.inject('/readyz');
  expect(answer.statusCode).toBe(503);
  expect(answer.json()).toEqual({
    ready: false,
    reasons: ['the store does not answer', 'the readiness check failed'],
    notes: [],
  });
});

test('metrics count by route pattern and status class, and name no learner', async () => {
  const bed = createTestBed();
  const { app } = await createGateway(bed.deps);
  await app.inject(`/w/${TOKEN}/learner_data/d1/b1`);
  await app.inject('/nothing/here');
  const { body, headers } = await app.inject('/metrics');
  expect(headers['content-type']).toMatch(/^text\/plain/);
  expect(body).toContain('route="/w/:token/learner_data/:dashboardId/:branch",status="2xx"} 1');
  expect(body).toContain('route="unknown",status="4xx"} 1');
  expect(body).toContain('learning_tracker_figure_cache_total{result="miss"} 1');
  expect(body).not.toMatch(/d1|nothing|test-token/);
});
