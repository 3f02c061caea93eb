import { generateKeyPairSync } from 'node:crypto';
import { SignJWT } from 'jose';
import { describe, expect, test } from 'vitest';
import { createGateway } from '../gateway.ts';
import {
  createTestBed,
  INITIAL_VIEW,
  NOW,
  OPERATOR_TOKEN,
  SECRET,
  STAFF_TOKEN,
  TOKEN,
  tokenOf,
  WIDGET_TOKEN,
} from '../testing/fakes.ts';

async function setUp(overrides: Partial<Parameters<typeof createGateway>[0]> = {}) {
  const bed = createTestBed();
  bed.store.metas.set('c1/t2', { revision: 'r2', publishedAt: NOW, processedAt: NOW });
  bed.store.ids.get('c1')?.set('d2', 't2');
  const { app } = await createGateway({ ...bed.deps, ...overrides });
  const get = async (path: string, token: string) =>
    app.inject({ url: path, headers: { authorization: `Bearer ${token}` } });
  return { ...bed, app, get };
}

const learnerRoutes = (learner: string, course = 'c1') =>
  ['', '/settings', '/metrics', '/metrics/metric_4/explanation', '/history?metric=metric_1'].map(
    (rest) => `/v1/courses/${course}/learners/${learner}${rest}`,
  );

describe('a learner', () => {
  test('reads the own page by id and as me, whichever id the token names', async () => {
    const { get } = await setUp();
    for (const token of [TOKEN, WIDGET_TOKEN]) {
      for (const learner of ['me', 't1']) {
        const answer = await get(`/v1/courses/c1/learners/${learner}`, token);
        expect(answer.json()).toMatchObject({ learnerId: 't1', dashboardId: 'd1', role: 'learner' });
        expect((await get(`/v1/courses/c1/learners/${learner}/metrics`, token)).statusCode).toBe(200);
      }
      expect((await get('/learner_data/d1/b1', token)).statusCode).toBe(200);
    }
  });

  test('gets nothing of anybody else, and cannot tell who exists', async () => {
    const { get, store, settings, app } = await setUp();
    for (const token of [TOKEN, WIDGET_TOKEN]) {
      for (const other of ['t2', 'nobody', 'd1', 'd2']) {
        for (const path of learnerRoutes(other)) {
          const answer = await get(path, token);
          expect([path, answer.statusCode, answer.json().code]).toEqual([path, 403, 'FORBIDDEN']);
          expect(answer.body).toBe((await get(path.replace(other, 'x'), token)).body);
        }
        const ticket = await app.inject({
          method: 'POST',
          url: `/w/${token}/v1/courses/c1/learners/${other}/stream-ticket`,
        });
        expect(ticket.statusCode).toBe(403);
      }
      for (const path of learnerRoutes('t1', 'c2')) expect((await get(path, token)).statusCode).toBe(403);
      for (const other of ['d2', 't1', 'nobody']) {
        expect((await get(`/learner_data/${other}/b1`, token)).json().error).toBe('FORBIDDEN');
        const url = `/w/${token}/learner_data/goal/${other}/b1`;
        const answer = await app.inject({ method: 'POST', url, payload: { goal: 'mine' } });
        expect(answer.statusCode).toBe(403);
      }
      expect((await get('/v1/courses/c1/learners', token)).statusCode).toBeGreaterThanOrEqual(403);
      expect((await get('/v1/courses/c1/learners/me/metrics?consent=all', token)).statusCode).toBe(200);
    }
    expect(settings.changes).toEqual([]);
    expect(store.failure).toBeNull();
  });
});

describe('staff', () => {
  test('read learners of their courses who consent; others are as if they did not exist', async () => {
    const { get, settings } = await setUp();
    const path = '/v1/courses/c1/learners/t1/metrics';
    const unknown = await get('/v1/courses/c1/learners/nobody/metrics', STAFF_TOKEN);
    expect([unknown.statusCode, unknown.json().code]).toEqual([404, 'UNKNOWN_LEARNER']);
    expect((await get(path, STAFF_TOKEN)).body).toBe(unknown.body);
    settings.views.set('c1/d1', { ...INITIAL_VIEW, consent: true });
    expect((await get(path, STAFF_TOKEN)).statusCode).toBe(200);
    settings.views.set('c1/d1', { ...INITIAL_VIEW, consent: false });
    expect((await get(path, STAFF_TOKEN)).statusCode).toBe(404);
    expect((await get(`${path}?consent=all`, STAFF_TOKEN)).statusCode).toBe(403);
    expect((await get('/v1/courses/c2/learners/t1/metrics', STAFF_TOKEN)).statusCode).toBe(403);
  });

  test('choose nothing for a learner', async () => {
    const { app, settings } = await setUp();
    settings.views.set('c1/d1', { ...INITIAL_VIEW, consent: true });
    for (const token of [STAFF_TOKEN, OPERATOR_TOKEN]) {
      const headers = { authorization: `Bearer ${token}` };
      const url = '/learner_data/goal/d1/b1';
      const answer = await app.inject({ method: 'POST', url, headers, payload: { goal: 'theirs' } });
      expect(answer.statusCode).toBe(403);
    }
    expect(settings.changes).toEqual([]);
  });

  test('and operators do not come by a link', async () => {
    const { app } = await setUp();
    for (const token of [STAFF_TOKEN, OPERATOR_TOKEN]) {
      expect((await app.inject(`/w/${token}/v1/me`)).statusCode).toBe(401);
    }
  });

  test('an operator sees all learners when saying so; the audit names who, what and not whose', async () => {
    const { get, log } = await setUp();
    const path = '/v1/courses/c1/learners/t1/metrics';
    expect((await get(path, OPERATOR_TOKEN)).statusCode).toBe(404);
    expect(log.text()).toContain('"status":404');
    expect((await get(`${path}?consent=all`, OPERATOR_TOKEN)).statusCode).toBe(200);
    expect(log.text()).toMatch(/"audit":"read","who":"olga@example.org".*"status":200.*"consent":"all"/);
    expect(log.text()).not.toMatch(/"t1"|"value"/);
  });
});

describe('a token', () => {
  const own = { role: 'learner', sub: 't1', idKind: 'table', course: 'c1' } as const;
  const sign = (claims: object, secret = SECRET, alg = 'HS256') =>
    new SignJWT({ ...claims }).setProtectedHeader({ alg }).sign(new TextEncoder().encode(secret));
  const exp = Math.ceil(NOW / 1e6) + 60;

  test.each([
    ['of another secret', () => sign({ ...own, exp }, SECRET.replace('a', 'b'))],
    ['of another algorithm', () => sign({ ...own, exp }, SECRET.repeat(2), 'HS512')],
    ['without an end', () => sign(own)],
    ['that has ended', () => tokenOf(own, -10)],
    ['without a role', () => sign({ sub: 't1', course: 'c1', idKind: 'table', exp })],
    ['of an unknown role', () => sign({ ...own, role: 'admin', exp })],
    ['of a learner without a course', () => sign({ ...own, course: undefined, exp })],
    ['of a learner without a kind of id', () => sign({ ...own, idKind: undefined, exp })],
    ['of nobody', () => sign({ ...own, sub: '', exp })],
    ['too long to be one', () => tokenOf({ ...own, sub: 'x'.repeat(3_000) })],
    ['not signed', async () => `${btoa('{"alg":"none"}')}.${btoa(JSON.stringify({ ...own, exp }))}.`],
  ])('%s opens nothing', async (_what, make) => {
    const { get, store } = await setUp();
    expect((await get('/v1/courses/c1/learners/t1/metrics', await make())).statusCode).toBe(401);
    expect(store.calls).toBe(0);
  });

  test('as the others are made, but whole, opens the own page', async () => {
    const { get } = await setUp();
    expect((await get('/v1/me', await sign({ ...own, exp }))).statusCode).toBe(200);
  });

  test('that was taken before ends in time', async () => {
    const { get, clock } = await setUp();
    const token = await tokenOf(own, 60);
    expect((await get('/v1/me', token)).statusCode).toBe(200);
    clock.advance(50_000_000);
    expect((await get('/v1/me', token)).statusCode).toBe(200);
    clock.advance(20_000_000);
    expect((await get('/v1/me', token)).statusCode).toBe(401);
  });

  test('of a JWK set is taken, and its public key is no secret', async () => {
    const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const jwks = JSON.stringify({ keys: [{ ...publicKey.export({ format: 'jwk' }), alg: 'ES256' }] });
    const { get } = await setUp({ keys: { jwks, audience: 'tracker' } });
    const claims = (aud: string) =>
      new SignJWT({ ...own, exp, aud }).setProtectedHeader({ alg: 'ES256' }).sign(privateKey);
    expect((await get('/v1/me', await claims('tracker'))).statusCode).toBe(200);
    expect((await get('/v1/me', await claims('other'))).statusCode).toBe(401);
    expect((await get('/v1/me', TOKEN)).statusCode).toBe(401);
  });
});

describe('open widget access', () => {
  const limits = { missesPerAddress: 2, changesPerAddress: 1, changesInAll: 9 };
  const open = { config: { widgetAccess: 'open', openLimits: limits } } as const;

  test('is off unless asked for, and then said in the log', async () => {
    const closed = await setUp();
    expect((await closed.app.inject('/learner_data/d1/b1')).statusCode).toBe(401);
    const bed = await setUp(open);
    expect((await bed.app.inject('/learner_data/d1/b1')).statusCode).toBe(200);
    expect(bed.log.text()).toContain('widget access is open');
    for (const path of ['/v1/me', ...learnerRoutes('t1'), ...learnerRoutes('me')]) {
      expect([path, (await bed.app.inject(path)).statusCode >= 401]).toEqual([path, true]);
    }
  });

  test('stops an address that tries ids, for known ones too', async () => {
    const { app, clock } = await setUp(open);
    const status = async (id: string) => (await app.inject(`/learner_data/${id}/b1`)).statusCode;
    expect([await status('x1'), await status('x1'), await status('x2'), await status('d1')]).toEqual([
      200, 200, 200, 200,
    ]);
    expect([await status('x3'), await status('d1'), await status('x1')]).toEqual([429, 429, 429]);
    clock.advance(3_600_000_000);
    expect(await status('d1')).toBe(200);
  });

  test('takes settings of few ids that no export names', async () => {
    const { app, settings } = await setUp(open);
    const post = async (id: string) =>
      (await app.inject({ method: 'POST', url: `/learner_data/goal/${id}/b1`, payload: { goal: 'g' } }))
        .statusCode;
    expect([await post('x1'), await post('d1'), await post('d2'), await post('x2')]).toEqual([
      200, 200, 200, 429,
    ]);
    expect(settings.changes.map(({ learner }) => learner.learnerId)).toEqual(['x1', 'd1', 'd2']);
  });
});

test.each([
  ['one learner', { requestsPerLearner: 2 }, TOKEN, 200],
  ['an address without a valid token', { requestsPerAddress: 2 }, 'wrong', 401],
])('a flood from %s is stopped with the time to wait', async (_what, config, token, status) => {
  const { get } = await setUp({ config });
  const answers = [];
  for (let turn = 0; turn < 3; turn += 1) answers.push(await get('/v1/me', token));
  expect(answers.map(({ statusCode }) => statusCode)).toEqual([status, status, 429]);
  expect(Number(answers[2]?.headers['retry-after'])).toBeGreaterThan(0);
  expect(answers[2]?.json()).toMatchObject({ status: 429, code: 'RATE_LIMITED' });
});
