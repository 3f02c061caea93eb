import { expect, test } from 'vitest';
import * as z from 'zod/mini';
import { createHttp } from './http.ts';

const schema = z.object({ n: z.number() });

/** A server that answers from a list and remembers what it was asked. */
function serverOf(...answers: (() => Response)[]) {
  const asked: { url: string; headers: Headers; method: string; body: string }[] = [];
  const http = createHttp({
    base: '/w/t0k',
    fetch: async (input, init) => {
      const { headers, method = 'GET', body = '' } = init ?? {};
      asked.push({ url: String(input), headers: new Headers(headers), method, body: String(body) });
      const answer = answers[asked.length - 1];
      if (answer === undefined) throw new TypeError('fetch failed');
      return answer();
    },
  });
  return { http, asked };
}

const json = (body: unknown, init?: ResponseInit) => () => new Response(JSON.stringify(body), init);

test('an answer with a tag is asked for by it, and an unchanged one is what it was', async () => {
  const { http, asked } = serverOf(
    json({ n: 1 }, { headers: { etag: '"a"' } }),
    () => new Response(null, { status: 304 }),
    json({ n: 2 }, { headers: { etag: '"b"' } }),
    () => new Response(null, { status: 304 }),
  );
  const values: unknown[] = [];
  for (let time = 0; time < 4; time += 1) values.push(await http.get('/v1/x', schema));
  expect(values).toEqual([{ n: 1 }, { n: 1 }, { n: 2 }, { n: 2 }]);
  expect(asked.map(({ headers }) => headers.get('if-none-match'))).toEqual([null, '"a"', '"a"', '"b"']);
  expect(asked[0]?.url).toBe('/w/t0k/v1/x');
});

test.each([
  [400, 'invalid'],
  [401, 'unauthorized'],
  [403, 'forbidden'],
  [404, 'missing'],
  [409, 'conflict'],
  [422, 'invalid'],
  [429, 'busy'],
  [500, 'unreachable'],
  [503, 'unreachable'],
])('%i is %s', async (status, kind) => {
  const { http } = serverOf(json({ success: false }, { status }));
  await expect(http.post('/x', {}, schema)).rejects.toMatchObject({ name: 'Problem', kind });
});

test('no answer, half an answer and another form are told apart', async () => {
  await expect(serverOf().http.get('/x', schema)).rejects.toMatchObject({ kind: 'unreachable' });
  const half = serverOf(() => new Response('{"n":'));
  await expect(half.http.get('/x', schema)).rejects.toMatchObject({ kind: 'unreachable' });
  await expect(serverOf(json({ n: '1' })).http.get('/x', schema)).rejects.toMatchObject({
    kind: 'unreadable',
  });
});

test('a change is sent as JSON', async () => {
  const { http, asked } = serverOf(json({ n: 1 }));
  await http.post('/x', { goal: 'Pass' }, schema);
  expect(asked[0]).toMatchObject({ method: 'POST', body: '{"goal":"Pass"}' });
  expect(asked[0]?.headers.get('content-type')).toBe('application/json');
});
