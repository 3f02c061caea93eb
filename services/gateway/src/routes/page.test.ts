import { METRIC_IDS } from '@learning-tracker/metrics';
import { expect, test } from 'vitest';
import { CATALOGUE } from '../catalogue.ts';
import { createGateway } from '../gateway.ts';
import { createTestBed, TOKEN } from '../testing/fakes.ts';

async function setUp() {
  const bed = createTestBed();
  const { app } = await createGateway(bed.deps);
  return { ...bed, app, get: (path: string) => app.inject(`/w/${TOKEN}${path}`) };
}

test('shows all indicators with value, unit, bar and what is expected by now', async () => {
  const { get } = await setUp();
  const answer = await get('/courses/c1/learners/t1');
  expect(answer.statusCode).toBe(200);
  expect(answer.headers['content-type']).toBe('text/html; charset=utf-8');
  for (const id of METRIC_IDS) expect(answer.body).toContain(CATALOGUE[id].name);
  expect(answer.body).toContain('80 %');
  expect(answer.body).toMatch(/1\.5 days<[\s\S]*?before the week began/);
  expect(answer.body).toContain('12 of 45 · 18 expected so far');
  expect(answer.body).toContain('class="fill" width="26.7%"');
  expect(answer.body).toContain('x1="40%"');
  expect(answer.body).toContain('none in this course');
  expect(answer.body).toContain('datetime="2020-03-01T11:59:59.000007Z"');
});

test('escapes whatever comes from outside', async () => {
  const { get, store } = await setUp();
  const evil = `<script>alert("1")</script>'&`;
  store.metas.set(`c1/${evil}`, { revision: 'r', publishedAt: 1, processedAt: 2 });
  const answer = await get(`/courses/c1/learners/${encodeURIComponent(evil)}`);
  expect(answer.statusCode).toBe(200);
  expect(answer.body).not.toContain('<script>alert');
  expect(answer.body).toContain('&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt;&#39;&amp;');
});

test('only its own script and style may run, with a nonce of their own each time', async () => {
  const { get } = await setUp();
  const nonces = new Set<string>();
  for (let turn = 0; turn < 2; turn += 1) {
    const answer = await get('/courses/c1/learners/t1');
    const policy = String(answer.headers['content-security-policy']);
    const nonce = /script-src 'nonce-([^']+)'/.exec(policy)?.[1] ?? '';
    expect(policy).toContain(`default-src 'none'; script-src 'nonce-${nonce}'; style-src 'nonce-${nonce}'`);
    expect(answer.body.match(/<(script|style)\b[^>]*>/g)).toEqual([
      `<style nonce="${nonce}">`,
      `<script nonce="${nonce}">`,
    ]);
    expect(answer.body).not.toMatch(/ style=| on\w+=|https?:\/\//);
    nonces.add(nonce);
  }
  expect(nonces.size).toBe(2);
});

test('polls the figures it shows, by an address without the token', async () => {
  const { app, get } = await setUp();
  const path = `/w/${TOKEN}/courses/c1/learners/t1`;
  const page = await get('/courses/c1/learners/t1');
  expect(page.body).not.toContain(TOKEN);
  const source = /data-source="([^"]+)"/.exec(page.body)?.[1] ?? '';
  const { pathname } = new URL(source, `http://localhost${path}`);
  expect(pathname).toBe(`/w/${TOKEN}/v1/courses/c1/learners/t1/metrics`);
  const polled = await app.inject(pathname);
  const shown = /data-etag="([^"]+)"/.exec(page.body)?.[1]?.replaceAll('&quot;', '"');
  expect(polled.headers.etag).toBe(shown);
});

test('its script can be parsed', async () => {
  const { get } = await setUp();
  const { body } = await get('/courses/c1/learners/t1');
  const script = /<script[^>]*>([\s\S]*)<\/script>/.exec(body)?.[1] ?? '';
  expect(script).toContain('setTimeout(poll');
  expect(() => new Function(script)).not.toThrow();
});

test('says when figures are still catching up', async () => {
  const { get, store } = await setUp();
  store.incomplete.add('content');
  expect((await get('/courses/c1/learners/t1')).body).toContain('Still catching up');
});

test('an unknown learner has no page, and the page has no address without a token in it', async () => {
  const { app, get } = await setUp();
  expect((await get('/courses/c1/learners/t9')).statusCode).toBe(404);
  const headers = { authorization: `Bearer ${TOKEN}` };
  expect((await app.inject({ url: '/courses/c1/learners/t1', headers })).statusCode).toBe(404);
});
