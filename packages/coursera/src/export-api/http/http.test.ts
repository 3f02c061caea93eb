import { createManualScheduler } from '@learning-tracker/runtime';
import { expect, test, vi } from 'vitest';
import { isPassing } from '../failures.ts';
import { createHttp, type HttpDeps } from './http.ts';
import { retryAfterMs } from './retry-after.ts';

const NOW_MS = Date.parse('2026-03-01T12:00:00Z');
const URL_ASKED = new URL('https://example.test/api/x?Signature=secret');

type Answer = { status: number; body?: string; headers?: Record<string, string> } | Error;

/** A server that gives these answers, then the last one for ever. */
function setUp(answers: readonly Answer[], more: Partial<HttpDeps> = {}) {
  const scheduler = createManualScheduler();
  let calls = 0;
  const http = createHttp({
    clock: { now: () => NOW_MS * 1000 },
    scheduler,
    random: () => 0.5,
    fetch: async () => {
      const answer = answers[Math.min(calls, answers.length - 1)];
      calls += 1;
      if (answer === undefined || answer instanceof Error) throw answer;
      return new Response(answer.body ?? '', { status: answer.status, headers: answer.headers ?? {} });
    },
    ...more,
  });
  /** Lets all pauses pass until it has ended. */
  async function send(): Promise<string> {
    let ended = false;
    const sent = http.send({ method: 'GET', url: URL_ASKED }).finally(() => {
      ended = true;
    });
    sent.catch(() => {});
    await vi.waitFor(() => {
      if (!ended) scheduler.advance(200_000);
      expect(ended).toBe(true);
    });
    return sent;
  }
  /** Pauses that were made; the time-outs of requests left out. */
  const pauses = () => scheduler.asked.filter((ms) => ms !== 60_000);
  return { send, pauses, calls: () => calls };
}

test('tries again on 429, 5xx and no answer, with growing pauses', async () => {
  const { send, pauses, calls } = setUp([
    { status: 500 },
    { status: 429 },
    new TypeError('fetch failed', { cause: new Error('ECONNRESET') }),
    { status: 200, body: 'good' },
  ]);
  expect(await send()).toBe('good');
  expect(calls()).toBe(4);
  expect(pauses()).toEqual([375, 750, 1500]);
});

test('each request is told by its outcome, and each pause before another', async () => {
  const outcomes: string[] = [];
  let retries = 0;
  const { send } = setUp([{ status: 500 }, new TypeError('fetch failed'), { status: 200 }, { status: 403 }], {
    onAnswer: (outcome) => outcomes.push(outcome),
    onRetry: () => {
      retries += 1;
    },
  });
  await send();
  await expect(send()).rejects.toThrow();
  const unavailable = 'EXPORT_API_UNAVAILABLE';
  expect(outcomes).toEqual([unavailable, unavailable, 'ok', 'EXPORT_API_FORBIDDEN']);
  expect(retries).toBe(2);
});

test.each([
  ['12', 12_000],
  ['Sun, 01 Mar 2026 12:00:45 GMT', 45_000],
])('waits as long as Retry-After says: %s', async (header, ms) => {
  const { send, pauses } = setUp([
    { status: 429, headers: { 'retry-after': header } },
    { status: 200, body: 'good' },
  ]);
  expect(await send()).toBe('good');
  expect(pauses()).toEqual([ms]);
});

test('does not wait for hours, but says so', async () => {
  const { send, calls } = setUp([
    { status: 429, headers: { 'retry-after': '7200' }, body: '{"message":"Too many exports of course c"}' },
  ]);
  await expect(send()).rejects.toMatchObject({
    code: 'EXPORT_API_LIMIT',
    retryAfterMs: 7_200_000,
    message: expect.stringContaining('Too many exports of course c'),
  });
  expect(calls()).toBe(1);
});

test.each([
  [400, 'EXPORT_API_REFUSED'],
  [401, 'EXPORT_API_UNAUTHORIZED'],
  [403, 'EXPORT_API_FORBIDDEN'],
  [404, 'EXPORT_API_NOT_FOUND'],
  [409, 'EXPORT_API_REFUSED'],
])('%d fails at once, in the server’s words and without the query', async (status, code) => {
  const { send, calls } = setUp([{ status, body: '{"errorCode":"x","message":"said so"}' }]);
  const error = await send().catch((caught: unknown) => caught);
  expect(error).toMatchObject({ code, status, message: expect.stringContaining('x: said so') });
  expect(String(error)).not.toContain('secret');
  expect(calls()).toBe(1);
});

test('gives up after five attempts; the error is one to try again later', async () => {
  const { send, calls } = setUp([{ status: 503, body: '<html><h1>Down</h1></html>' }]);
  const error = await send().catch((caught: unknown) => caught);
  expect(error).toMatchObject({ code: 'EXPORT_API_UNAVAILABLE', message: expect.stringContaining('Down') });
  expect(isPassing(error)).toBe(true);
  expect(calls()).toBe(5);
});

test('a server that says nothing is given up after the time-out', async () => {
  const silent: typeof fetch = (_url, options) =>
    new Promise((_resolve, reject) => {
      options?.signal?.addEventListener('abort', () => reject(options.signal?.reason));
    });
  const { send } = setUp([], { fetch: silent, attempts: 2 });
  await expect(send()).rejects.toMatchObject({
    code: 'EXPORT_API_UNAVAILABLE',
    message: expect.stringContaining('no answer within 60000 ms'),
  });
});

test.each([
  [null, 0],
  ['', 0],
  ['0', 0],
  ['-5', 0],
  ['soon', 0],
  ['Sun, 01 Mar 2026 11:00:00 GMT', 0],
])('Retry-After %j asks for no wait', (header, ms) => expect(retryAfterMs(header, NOW_MS)).toBe(ms));
