import { METRIC_IDS } from '@learning-tracker/metrics';
import fc from 'fast-check';
import type { FastifyInstance } from 'fastify';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createGateway } from '../gateway.ts';
import { createTestBed, linkFor, TOKEN } from '../testing/fakes.ts';
import { createSettingsBench, PARTITIONS, type SettingsBench } from '../testing/settings-bench.ts';

const ORIGIN = 'https://widget.example';
const ANSWERS = Array.from({ length: 24 }, (_, n) => `srl_item_${n + 1}_${(n % 7) + 1}`);
const ROUTES = ['consent', 'goal', 'widget', 'SRL'] as const;

let bench: SettingsBench;
/** Two gateways over one log and store. */
let gateways: readonly [FastifyInstance, FastifyInstance];

beforeEach(async () => {
  bench = await createSettingsBench();
  for (let partition = 0; partition < PARTITIONS; partition += 1) await bench.catchUp(partition);
  const { deps, store } = createTestBed();
  const gateway = async () =>
    (
      await createGateway({
        ...deps,
        store,
        settings: bench.settings(),
        config: { allowedOrigins: [ORIGIN] },
      })
    ).app;
  gateways = [await gateway(), await gateway()];
});
afterEach(() => bench.dispose());

async function post(route: string, body: unknown, { path = 'd1/b1', app = gateways[0] } = {}) {
  const answer = await app.inject({
    method: 'POST',
    url: `/w/${await linkFor(path)}/learner_data/${route}/${path}`,
    headers: { 'content-type': 'application/json', origin: ORIGIN },
    payload: typeof body === 'string' ? body : JSON.stringify(body),
  });
  return { status: answer.statusCode, body: answer.json(), headers: answer.headers };
}

async function settingsOf(path = 'd1/b1', app = gateways[1]) {
  const { metrics, course_branch_id, hashed_user_id, ...settings } = (
    await app.inject(`/w/${await linkFor(path)}/learner_data/${path}`)
  ).json();
  return settings;
}

const DONE = { status: 200, body: { success: true } };
const refused = (status: number, error: string) => ({
  status,
  body: { success: false, error, message: expect.any(String) },
});

describe('a learner', () => {
  test('answers, and sees it on another gateway by any branch; also before an export names them', async () => {
    for (const id of ['d1', 'nobody-knows-yet']) {
      const path = `${id}/b1`;
      expect(await post('consent', { consent: true, follow_up: false, email: '' }, { path })).toMatchObject(
        DONE,
      );
      expect(await post('goal', { goal: 'finish' }, { path, app: gateways[1] })).toMatchObject(DONE);
      const selected_metrics = ['metric_3', 'metric_1', 'metric_12'];
      expect(await post('widget', { selected_metrics }, { path: `${id}/b2` })).toMatchObject(DONE);
      expect(await post('SRL', { SRL_answers: ANSWERS }, { path })).toMatchObject(DONE);
      expect(await settingsOf(`${id}/b2`)).toEqual({
        consent: true,
        SRL_quest: true,
        goal: 'finish',
        selected_metrics,
        update_goal_flag: false,
        update_indicators_flag: false,
      });
    }
  });

  test('may not change goal or indicators again before a week is opened', async () => {
    await post('goal', { goal: 'first' });
    await post('widget', { selected_metrics: METRIC_IDS.slice(0, 3) });
    const before = await settingsOf();
    expect(await post('goal', { goal: 'second' })).toMatchObject(refused(403, 'CHANGE_NOT_OPEN'));
    expect(await post('widget', { selected_metrics: METRIC_IDS.slice(0, 4) })).toMatchObject(
      refused(403, 'CHANGE_NOT_OPEN'),
    );
    expect(await settingsOf()).toEqual(before);
  });

  test('may withdraw consent and give it again', async () => {
    for (const consent of [false, true, false]) {
      expect(await post('consent', { consent })).toMatchObject(DONE);
      expect(await settingsOf()).toMatchObject({ consent });
    }
  });

  test('with an address that is none consents all the same', async () => {
    const body = { consent: true, follow_up: true, email: 'nowhere' };
    expect(await post('consent', body)).toMatchObject(DONE);
    expect(await settingsOf()).toMatchObject({ consent: true });
  });

  test('who repeats the questionnaire is recorded twice', async () => {
    await post('SRL', { SRL_answers: ANSWERS });
    await post('SRL', { SRL_answers: ANSWERS });
    const answered = (await bench.events()).filter(({ change }) => 'SrlAnswered' in change);
    expect(new Set(answered.map(({ eventId }) => eventId)).size).toBe(2);
  });
});

describe('is refused in the form a widget reads:', () => {
  test.each([
    ['an unknown branch', 'consent', { consent: true }, 'd1/unknown', 404, 'UNKNOWN_COURSE'],
    ['an id of control characters', 'consent', { consent: true }, '%0a/b1', 400, 'BAD_REQUEST'],
    ['no JSON', 'consent', '{', 'd1/b1', 400, 'BAD_REQUEST'],
    ['no body', 'consent', '', 'd1/b1', 400, 'BAD_REQUEST'],
    ['a poisoned body', 'consent', '{"__proto__": {"consent": true}}', 'd1/b1', 400, 'BAD_REQUEST'],
    ['another body', 'goal', { consent: true }, 'd1/b1', 400, 'SETTINGS_INVALID'],
    ['a long body', 'goal', { goal: 'x'.repeat(40_000) }, 'd1/b1', 413, 'BAD_REQUEST'],
    ['another route', 'name', { name: 'x' }, 'd1/b1', 404, 'UNKNOWN_ROUTE'],
  ])('%s', async (_, route, body, path, status, error) => {
    const answer = await post(route, body, { path });
    expect(answer).toMatchObject(refused(status, error));
    expect(answer.headers['access-control-allow-origin']).toBe(ORIGIN);
    expect(await bench.events()).toEqual([]);
  });

  test('no token', async () => {
    const answer = await gateways[0].inject({
      method: 'POST',
      url: '/learner_data/goal/d1/b1',
      payload: { goal: 'x' },
    });
    expect([answer.statusCode, answer.json()]).toMatchObject([
      401,
      { success: false, error: 'UNAUTHORIZED' },
    ]);
  });

  test('another type than JSON', async () => {
    for (const type of ['text/plain', 'application/x-www-form-urlencoded']) {
      const answer = await gateways[0].inject({
        method: 'POST',
        url: `/w/${TOKEN}/learner_data/goal/d1/b1`,
        headers: { 'content-type': type },
        payload: 'goal=x',
      });
      expect(answer.statusCode, type).toBeGreaterThanOrEqual(400);
      expect(answer.json(), type).toMatchObject({ success: false });
    }
  });
});

test('a goal of 2,000 characters, each escaped, is no long body', async () => {
  const escaped = `{"goal": "${'\\ud83c\\udf93'.repeat(2000)}"}`;
  expect(await post('goal', escaped)).toMatchObject(DONE);
  expect((await settingsOf()).goal).toBe('🎓'.repeat(2000));
});

test.each(ROUTES)('a listed origin may post to %s after its preflight', async (route) => {
  const answer = await gateways[0].inject({
    method: 'OPTIONS',
    url: `/w/${TOKEN}/learner_data/${route}/d1/b1`,
    headers: {
      origin: ORIGIN,
      'access-control-request-method': 'POST',
      'access-control-request-headers': 'content-type',
    },
  });
  expect(answer.statusCode).toBe(204);
  expect(answer.headers['access-control-allow-origin']).toBe(ORIGIN);
  expect(String(answer.headers['access-control-allow-methods'])).toContain('POST');
  expect(String(answer.headers['access-control-allow-headers'])).toContain('Content-Type');
});

test('whatever is sent, the answer says success or why not, and what is refused changes nothing', async () => {
  const text = fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom('metric_1', 'srl_item_1_1', ''));
  const value = fc.oneof(fc.jsonValue(), fc.boolean(), text, fc.array(text, { maxLength: 25 }));
  const field = fc.constantFrom(
    'consent',
    'follow_up',
    'email',
    'goal',
    'selected_metrics',
    'SRL_answers',
    'x',
  );
  const body = fc.oneof(
    fc.dictionary(field, value).map((object) => JSON.stringify(object)),
    fc.json(),
    fc.string(),
    fc.record({ goal: text }).map((object) => JSON.stringify(object)),
    fc
      .record({ selected_metrics: fc.array(fc.constantFrom(...METRIC_IDS), { maxLength: 7 }) })
      .map((object) => JSON.stringify(object)),
  );
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...ROUTES), body, async (route, sent) => {
      const before = await settingsOf();
      const { status, body: answer } = await post(route, sent);
      const after = await settingsOf();
      if (answer.success === true) expect(status).toBe(200);
      else {
        expect(answer).toEqual({ success: false, error: expect.any(String), message: expect.any(String) });
        expect([status >= 400 && status < 500, after]).toEqual([true, before]);
      }
      expect([0, 3, 4, 5, 6]).toContain(after.selected_metrics.length);
      expect(after.goal === null || after.goal.length > 0).toBe(true);
    }),
    { numRuns: 300 },
  );
});
