import { TrackerError } from '@learning-tracker/runtime';
import { expect, test } from 'vitest';
import { createGateway } from './gateway.ts';
import { createTestBed, linkFor, TOKEN } from './testing/fakes.ts';

const WIDGET = '/learner_data/d1/b1';
const V1 = '/v1/courses/c1/learners/t1/metrics';

async function setUp(config = {}) {
  const bed = createTestBed();
  const gateway = await createGateway({ ...bed.deps, config });
  return { ...bed, ...gateway };
}

test.each([WIDGET, V1])('%s is served behind the token in the path', async (path) => {
  const { app } = await setUp();
  expect((await app.inject(`/w/${TOKEN}${path}`)).statusCode).toBe(200);
});

test.each([WIDGET, V1])('%s is served to a bearer of the token', async (path) => {
  const { app } = await setUp();
  for (const authorization of [`Bearer ${TOKEN}`, `bearer  ${TOKEN} `]) {
    expect((await app.inject({ url: path, headers: { authorization } })).statusCode).toBe(200);
  }
});

test.each([
  ['no token', '', {}],
  ['a changed token in the path', `/w/${TOKEN.replace('.', '.x')}`, {}],
  ['a prefix of the token', `/w/${TOKEN.slice(0, -1)}`, {}],
  ['a longer token', `/w/${TOKEN}x`, {}],
  ['an empty token', '/w/', {}],
  ['another bearer token', '', { authorization: 'Bearer wrong' }],
  ['an empty bearer token', '', { authorization: 'Bearer ' }],
  ['another scheme', '', { authorization: `Basic ${TOKEN}` }],
  ['a bearer token with a wrong one in the path', '/w/wrong', { authorization: `Bearer ${TOKEN}` }],
  ['the token in the query only', '', {}, `?token=${TOKEN}`],
])(
  'refuses %s on every learner route, known or unknown ids alike',
  async (_what, prefix, headers, query = '') => {
    const { app, store } = await setUp();
    const paths = [WIDGET, '/learner_data/x/unknown', V1, '/v1/courses/x/learners/y/metrics'];
    for (const path of paths) {
      const answer = await app.inject({ url: `${prefix}${path}${query}`, headers });
      expect(answer.statusCode, path).toBe(401);
      expect(answer.headers['www-authenticate']).toBe('Bearer');
      if (path.startsWith('/learner_data')) {
        expect(answer.json()).toEqual({
          success: false,
          error: 'UNAUTHORIZED',
          message: 'A valid token is needed.',
        });
      } else {
        expect(answer.headers['content-type']).toBe('application/problem+json; charset=utf-8');
        expect(answer.json()).toMatchObject({ status: 401, code: 'UNAUTHORIZED' });
      }
    }
    expect(store.calls).toBe(0);
  },
);

test('HEAD is guarded as GET is', async () => {
  const { app } = await setUp();
  expect((await app.inject({ method: 'HEAD', url: V1 })).statusCode).toBe(401);
});

test('a secret that could be guessed is not accepted at start', async () => {
  const { deps } = createTestBed();
  for (const keys of [{ secret: 'short' }, {}, { jwks: '{}' }]) {
    await expect(createGateway({ ...deps, keys })).rejects.toMatchObject({ code: 'GATEWAY_KEYS_UNUSABLE' });
  }
});

test('a failure inside is a 500 whose text says nothing, and a log line without token and ids', async () => {
  const { app, store, log } = await setUp();
  const secret = 'a-hashed-user-id';
  const link = await linkFor(`/learner_data/${secret}/b1`);
  const cause = new Error(`GET /w/${link}/learner_data/${secret} broke`);
  store.failure = new TrackerError('STORE_BROKEN', `part of ${secret} is broken`, 'mend it', cause);
  for (const [path, form] of [
    [`/w/${link}/learner_data/${secret}/b1`, { success: false, error: 'INTERNAL' }],
    [`/w/${link}/v1/courses/c1/learners/me/metrics`, { status: 500, code: 'INTERNAL' }],
  ] as const) {
    const answer = await app.inject(path);
    expect(answer.statusCode).toBe(500);
    expect(answer.json()).toMatchObject(form);
    expect(answer.body).not.toMatch(/STORE_BROKEN|broken|mend/);
  }
  expect(log.text()).toContain('STORE_BROKEN');
  expect(log.text()).toContain('"route":"/w/:token/learner_data/:dashboardId/:branch"');
  expect(log.text()).not.toContain(link);
  expect(log.text()).not.toContain(secret);
});

test('requests that are served or refused leave neither token nor ids in the log', async () => {
  const { app, log } = await setUp();
  for (const path of [
    `/w/${TOKEN}${WIDGET}`,
    WIDGET,
    `/w/${TOKEN}/nothing/d1`,
    `/w/${TOKEN}/learner_data/%zz/b1`,
  ]) {
    await app.inject(path);
  }
  expect(log.text()).not.toMatch(new RegExp(`${TOKEN}|d1`));
});

test('unknown addresses are refused in the form of their route', async () => {
  const { app } = await setUp();
  const widget = await app.inject({ method: 'POST', url: `/w/${TOKEN}/learner_data/nothing/d1/b1` });
  expect([widget.statusCode, widget.json()]).toEqual([
    404,
    { success: false, error: 'UNKNOWN_ROUTE', message: 'Nothing is served at this address.' },
  ]);
  const other = await app.inject('/nothing');
  expect([other.statusCode, other.json().code]).toEqual([404, 'UNKNOWN_ROUTE']);
  const broken = await app.inject('/learner_data/%zz/b1');
  expect([broken.statusCode, broken.json()]).toEqual([
    400,
    { success: false, error: 'BAD_REQUEST', message: 'The address cannot be decoded.' },
  ]);
});

test('every answer, refusals included, keeps addresses and types to itself', async () => {
  const { app } = await setUp();
  for (const path of [`/w/${TOKEN}${WIDGET}`, `/w/${TOKEN}${V1}`, WIDGET, '/nothing', '/healthz']) {
    const { headers } = await app.inject(path);
    expect(headers['referrer-policy'], path).toBe('no-referrer');
    expect(headers['x-content-type-options'], path).toBe('nosniff');
  }
});

const preflight = (origin: string) => ({
  method: 'OPTIONS' as const,
  url: `/w/${TOKEN}${WIDGET}`,
  headers: {
    origin,
    'access-control-request-method': 'GET',
    'access-control-request-headers': 'content-type',
  },
});

test('no origin may call by default', async () => {
  const { app } = await setUp();
  const answer = await app.inject(preflight('https://widget.example'));
  expect(answer.statusCode).toBe(404);
  const get = await app.inject({
    url: `/w/${TOKEN}${WIDGET}`,
    headers: { origin: 'https://widget.example' },
  });
  expect(get.headers['access-control-allow-origin']).toBeUndefined();
});

test('a listed origin may call; its preflight needs no token and it can read refusals', async () => {
  const { app } = await setUp({ allowedOrigins: ['https://widget.example', 'https://other.example'] });
  const origin = 'https://widget.example';
  for (const url of [`/w/${TOKEN}${WIDGET}`, WIDGET, V1]) {
    const answer = await app.inject({ ...preflight(origin), url });
    expect(answer.statusCode).toBe(204);
    expect(answer.headers['access-control-allow-origin']).toBe(origin);
    expect(String(answer.headers['access-control-allow-headers'])).toContain('Content-Type');
    expect(String(answer.headers['access-control-allow-methods'])).toContain('GET');
  }
  const get = await app.inject({ url: `/w/${TOKEN}${WIDGET}`, headers: { origin } });
  expect(get.headers['access-control-allow-origin']).toBe(origin);
  const refused = await app.inject({ url: WIDGET, headers: { origin } });
  expect([refused.statusCode, refused.headers['access-control-allow-origin']]).toEqual([401, origin]);
  expect(refused.headers['access-control-allow-credentials']).toBeUndefined();
});

test('an origin that is not listed is not let in by one that is', async () => {
  const { app } = await setUp({ allowedOrigins: ['https://widget.example', 'https://other.example'] });
  for (const origin of ['https://widget.example.evil', 'null', 'http://widget.example']) {
    const answer = await app.inject(preflight(origin));
    expect(answer.headers['access-control-allow-origin'], origin).toBeUndefined();
  }
});
