import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { createGateway, type Gateway } from '../gateway.ts';
import { createTestBed, OPERATOR_TOKEN, STAFF_TOKEN, TOKEN, tokenOf } from '../testing/fakes.ts';
import { API_DOCUMENT_PATH } from './api-document.ts';

/** Every route that the document names is held against what holds for all of them. */

const parameter = z.object({
  name: z.string(),
  in: z.enum(['path', 'query']),
  required: z.boolean().default(false),
  schema: z.looseObject({ enum: z.array(z.string()).optional(), maxLength: z.int().optional() }),
});
const operation = z.object({
  summary: z.string(),
  parameters: z.array(parameter).default([]),
  security: z.array(z.unknown()).optional(),
});
const documentSchema = z.object({
  openapi: z.literal('3.1.0'),
  paths: z.record(
    z.string(),
    z.record(z.enum(['get', 'post', 'delete', 'head']), operation).or(z.looseObject({})),
  ),
});

interface Route extends z.infer<typeof operation> {
  readonly method: 'GET' | 'POST' | 'DELETE';
  readonly path: string;
}

const bed = createTestBed();
const gateway: Gateway = await createGateway({
  ...bed.deps,
  config: { requestsPerAddress: 100_000, requestsPerLearner: 100_000 },
});
const routes = await documented();
const guarded = routes.filter(({ security }) => security === undefined);
afterAll(() => gateway.close());

async function documented(): Promise<Route[]> {
  const { paths } = documentSchema.parse((await gateway.app.inject(API_DOCUMENT_PATH)).json());
  return Object.entries(paths).flatMap(([path, methods]) =>
    (['GET', 'POST', 'DELETE'] as const).flatMap((method) => {
      const found = Object.entries(methods).find(([name]) => name === method.toLowerCase());
      return found === undefined ? [] : [{ ...operation.parse(found[1]), method, path }];
    }),
  );
}

const IDS: Readonly<Record<string, string>> = {
  course: 'c1',
  learner: 't1',
  dashboardId: 'd1',
  branch: 'b1',
  metric: 'metric_1',
  erasure: 'e1',
};

function addressOf({ path, parameters }: Route, ids: Readonly<Record<string, string>> = {}): string {
  const idOf = (name: string) => encodeURIComponent(ids[name] ?? IDS[name] ?? '');
  const query = parameters
    .filter((parameter) => parameter.in === 'query' && (parameter.required || parameter.name in ids))
    .map(({ name }) => `${name}=${idOf(name)}`);
  const address = path.replaceAll(/\{(\w+)\}/g, (_, name: string) => idOf(name));
  return query.length === 0 ? address : `${address}?${query.join('&')}`;
}

async function statusOf(route: Route, url: string, token?: string, payload?: string): Promise<number> {
  const { statusCode } = await gateway.app.inject({
    method: route.method,
    url,
    headers: {
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      ...(payload === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(payload === undefined ? {} : { payload }),
  });
  return statusCode;
}

test('the document names the routes of widget and /v1 once', () => {
  const paths = routes.map(({ path }) => path);
  expect(paths.length).toBeGreaterThan(12);
  expect(paths.filter((path) => path.startsWith('/w/'))).toEqual([]);
  expect(paths).toContain('/v1/courses/{course}/learners/{learner}/metrics');
  expect(paths).toContain('/learner_data/{dashboardId}/{branch}');
  expect(routes).toContainEqual(expect.objectContaining({ method: 'DELETE' }));
});

test('a page shows it', async () => {
  const page = await gateway.app.inject('/docs');
  expect([page.statusCode, page.headers['content-type']]).toEqual([200, 'text/html; charset=utf-8']);
});

describe.each(guarded.map((route) => [`${route.method} ${route.path}`, route] as const))('%s', (_, route) => {
  const namesLearner = /\{(learner|dashboardId)\}/.test(route.path);

  test('is closed without a valid token', async () => {
    const url = addressOf(route);
    const old = await tokenOf({ role: 'learner', sub: 't1', idKind: 'table', course: 'c1' }, -60);
    for (const token of [undefined, 'wrong', `${TOKEN}x`, old]) {
      expect(await statusOf(route, url, token)).toBe(401);
    }
  });

  test('fails for no token, id or body inside', async () => {
    const ids = fc.dictionary(
      fc.constantFrom(...Object.keys(IDS)),
      fc.string({ unit: 'grapheme', minLength: 1 }),
    );
    const body = fc.oneof(fc.json(), fc.string());
    await fc.assert(
      fc.asyncProperty(
        ids,
        body,
        fc.constantFrom(TOKEN, STAFF_TOKEN, OPERATOR_TOKEN),
        async (some, text, token) => {
          const payload = route.method === 'POST' ? text : undefined;
          expect(await statusOf(route, addressOf(route, some), token, payload)).toBeLessThan(500);
        },
      ),
      { numRuns: 30 },
    );
  });

  if (namesLearner) {
    test('opens no other learner, whether there is one or not', async () => {
      bed.store.metas.set('c1/t2', { revision: 'r2', publishedAt: 1, processedAt: 1 });
      bed.store.ids.get('c1')?.set('d2', 't2');
      const answers = [];
      for (const [learner, dashboardId] of [
        ['t2', 'd2'],
        ['nobody', 'nobody'],
      ] as const) {
        answers.push(await statusOf(route, addressOf(route, { learner, dashboardId }), TOKEN));
      }
      expect(answers).toEqual([403, 403]);
    });
  }

  const checked = route.parameters.filter(({ schema }) => schema.enum !== undefined);
  if (checked.length > 0) {
    test('refuses each parameter that is not one of its values', async () => {
      for (const { name } of checked) {
        const url = addressOf(route, { [name]: 'else' });
        expect([name, await statusOf(route, url, TOKEN)]).toEqual([name, 400]);
      }
    });
  }

  if (route.method === 'POST') {
    test('takes no body over the limit', async () => {
      const payload = JSON.stringify({ goal: 'x'.repeat(40_000) });
      expect(await statusOf(route, addressOf(route), TOKEN, payload)).toBe(413);
    });
  }

  test('is stopped when a reader floods it', async () => {
    const few = await createGateway({ ...createTestBed().deps, config: { requestsPerLearner: 2 } });
    const codes = [];
    for (let turn = 0; turn < 3; turn += 1) {
      const headers = { authorization: `Bearer ${TOKEN}` };
      codes.push((await few.app.inject({ method: route.method, url: addressOf(route), headers })).statusCode);
    }
    await few.close();
    expect(codes.indexOf(429)).toBe(2);
  });
});
