import { createManualScheduler } from '@learning-tracker/runtime';
import { afterEach, describe, expect, test } from 'vitest';
import { createGateway, type Gateway, type GatewayDeps } from '../gateway.ts';
import { createTestBed, linkFor, OPERATOR_TOKEN, STAFF_TOKEN, TOKEN } from '../testing/fakes.ts';
import { receiptAnswer, runningAnswer } from './schemas.ts';

const LEARNER = '/v1/courses/c1/learners/t1';
const opened: Gateway[] = [];
afterEach(() => Promise.all(opened.splice(0).map((gateway) => gateway.close())));

async function setUp(over: Partial<GatewayDeps> = {}) {
  const bed = createTestBed();
  const gateway = await createGateway({ ...bed.deps, ...over });
  opened.push(gateway);
  const ask = (method: 'GET' | 'DELETE' | 'POST', url: string, token?: string, payload?: object) =>
    gateway.app.inject({
      ...{ method, url },
      headers: token === undefined ? {} : { authorization: `Bearer ${token}` },
      ...(payload === undefined ? {} : { payload }),
    });
  return { ...bed, ask };
}

describe('DELETE of a learner', () => {
  test('answers the receipt, and is audited without the id', async () => {
    const { ask, forgetting, log } = await setUp();
    const answer = await ask('DELETE', LEARNER, OPERATOR_TOKEN);
    expect([answer.statusCode, answer.headers['cache-control']]).toEqual([200, 'no-store']);
    const receipt = receiptAnswer.parse(answer.json());
    expect(receipt).toMatchObject({ state: 'done', complete: true, places: [{ place: 'store', count: 3 }] });
    expect(forgetting.asked).toEqual([{ learner: 't1', courseIds: ['c1'] }]);
    expect(log.text()).toContain('"audit":"forget"');
    expect(log.text()).not.toMatch(/t1\b/);
    expect((await ask('GET', `/v1/erasures/${receipt.id}`, OPERATOR_TOKEN)).json()).toEqual(receipt);
  });

  test('is taken by the id that dashboards know, too', async () => {
    const { ask, forgetting } = await setUp();
    await ask('DELETE', '/v1/courses/c1/learners/d1', OPERATOR_TOKEN);
    expect(forgetting.asked).toEqual([{ learner: 'd1', courseIds: ['c1'] }]);
  });

  test('that takes long is answered by where the receipt will be', async () => {
    const scheduler = createManualScheduler();
    const { ask, forgetting } = await setUp({ scheduler });
    const end = Promise.withResolvers<void>();
    forgetting.until = end.promise;
    const asked = ask('DELETE', LEARNER, OPERATOR_TOKEN);
    while (forgetting.asked.length === 0) await new Promise(setImmediate);
    scheduler.advance(8_000);
    const answer = await asked;
    const location = String(answer.headers.location);
    expect([answer.statusCode, runningAnswer.parse(answer.json()).state]).toEqual([202, 'running']);
    expect((await ask('GET', location, OPERATOR_TOKEN)).statusCode).toBe(202);
    end.resolve();
    while ((await forgetting.find('e1')) === 'running') await new Promise(setImmediate);
    expect((await ask('GET', location, OPERATOR_TOKEN)).statusCode).toBe(200);
  });

  test('that fails says so', async () => {
    const { ask, forgetting } = await setUp();
    forgetting.until = Promise.reject(new Error('the log is away'));
    forgetting.until.catch(() => {});
    const answer = await ask('DELETE', LEARNER, OPERATOR_TOKEN);
    expect([answer.statusCode, answer.json().code]).toEqual([503, 'UNAVAILABLE']);
  });

  test('is for operators alone, in courses that there are', async () => {
    const { ask, forgetting } = await setUp();
    for (const token of [TOKEN, STAFF_TOKEN]) {
      expect((await ask('DELETE', LEARNER, token)).statusCode).toBe(403);
      expect((await ask('GET', '/v1/erasures/e1', token)).statusCode).toBe(403);
    }
    const elsewhere = await ask('DELETE', '/v1/courses/none/learners/t1', OPERATOR_TOKEN);
    expect([elsewhere.statusCode, elsewhere.json().code]).toEqual([404, 'UNKNOWN_COURSE']);
    expect((await ask('DELETE', `/w/${TOKEN}${LEARNER}`)).statusCode).toBe(404);
    expect((await ask('DELETE', '/v1/courses/c1/learners/a%00b', OPERATOR_TOKEN)).statusCode).toBe(400);
    expect((await ask('GET', '/v1/erasures/none', OPERATOR_TOKEN)).json().code).toBe('UNKNOWN_ERASURE');
    expect(forgetting.asked).toEqual([]);
  });
});

describe('a learner who is to be forgotten', () => {
  const erased = ['c1/t1', 'c1/d1'];
  const bodies = { consent: { consent: true }, goal: { goal: 'x' } };

  test('is to every route as one whom nobody has named, although the store holds the learner', async () => {
    const { ask, forgetting } = await setUp({ config: { widgetAccess: 'open' } });
    const unknown = await ask('GET', '/learner_data/dx/b1');
    for (const one of erased) forgetting.erased.add(one);
    const widget = await ask('GET', '/learner_data/d1/b1');
    expect([widget.statusCode, widget.body]).toEqual([200, unknown.body.replaceAll('dx', 'd1')]);
    for (const token of [TOKEN, OPERATOR_TOKEN]) {
      for (const path of ['metrics', 'metrics/metric_1/explanation']) {
        const answer = await ask(
          'GET',
          `${LEARNER}/${path}?consent=${token === TOKEN ? 'true' : 'all'}`,
          token,
        );
        expect([path, answer.statusCode, answer.json().code]).toEqual([path, 404, 'UNKNOWN_LEARNER']);
      }
    }
    expect((await ask('GET', LEARNER, TOKEN)).json()).toMatchObject({ dashboardId: null });
    expect((await ask('GET', LEARNER, STAFF_TOKEN)).statusCode).toBe(404);
  });

  test('changes no settings, with a link or openly, and leaves no trace of having looked', async () => {
    const { ask, forgetting, settings } = await setUp({ config: { widgetAccess: 'open' } });
    for (const one of erased) forgetting.erased.add(one);
    await ask('GET', '/learner_data/d1/b1');
    for (const [change, body] of Object.entries(bodies)) {
      const path = `/learner_data/${change}/d1/b1`;
      for (const url of [path, `/w/${await linkFor(path)}${path}`]) {
        const answer = await ask('POST', url, undefined, body);
        expect([url, answer.statusCode]).toEqual([url, 404]);
      }
    }
    expect([settings.changes, settings.loads]).toEqual([[], []]);
    forgetting.erased.clear();
    expect((await ask('POST', '/learner_data/goal/d1/b1', undefined, bodies.goal)).statusCode).toBe(200);
  });
});
