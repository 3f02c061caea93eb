import { createManualScheduler } from '@learning-tracker/runtime';
import { afterEach, expect, test, vi } from 'vitest';
import { createGateway, type Gateway } from '../gateway.ts';
import { createTestBed, INITIAL_VIEW, NOW, TOKEN } from '../testing/fakes.ts';

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

async function setUp() {
  const bed = createTestBed();
  const scheduler = createManualScheduler();
  const gateway = await createGateway({ ...bed.deps, scheduler });
  closing.push(gateway.close);
  const url = await gateway.listen({ host: '127.0.0.1', port: 0 });
  return { ...bed, scheduler, gateway, url };
}

async function ticketOf({ app }: Gateway): Promise<string> {
  const url = `/w/${TOKEN}/v1/courses/c1/learners/me/stream-ticket`;
  return (await app.inject({ method: 'POST', url, payload: {} })).json().ticket;
}

/** Collects what a stream sends. */
async function open(url: string, ticket: string, headers: Record<string, string> = {}) {
  const answer = await fetch(`${url}/v1/stream?ticket=${ticket}`, { headers });
  const seen = { status: answer.status, headers: answer.headers, text: '', ended: false };
  const body = answer.body?.pipeThrough(new TextDecoderStream());
  void (async () => {
    try {
      for await (const text of body ?? []) seen.text += text;
    } finally {
      seen.ended = true;
    }
  })().catch(() => undefined);
  return seen;
}

const until = (check: () => void) => vi.waitFor(check, { timeout: 10_000, interval: 5 });
const lastId = (text: string) => [...text.matchAll(/^id: (\S+)$/gm)].at(-1)?.[1] ?? '';

test('tells what changed, by itself where no notice came, and beats', async () => {
  const { url, gateway, scheduler, store, settings } = await setUp();
  const stream = await open(url, await ticketOf(gateway));
  expect(stream.headers.get('content-type')).toBe('text/event-stream; charset=utf-8');
  expect(stream.headers.get('referrer-policy')).toBe('no-referrer');
  await until(() => expect(lastId(stream.text)).not.toBe(''));
  expect(stream.text.match(/event: \w+/g)).toEqual(['event: seen']);

  store.metas.set('c1/t1', { revision: 'r2', publishedAt: NOW, processedAt: NOW });
  scheduler.advance(10_000);
  await until(() => expect(stream.text).toMatch(/event: metrics\ndata: \{"revision":"[\w-]+"\}\n\n/));
  settings.views.set('c1/d1', { ...INITIAL_VIEW, consent: true });
  scheduler.advance(10_000);
  await until(() => expect(stream.text).toContain('event: settings'));
  expect(stream.text).toContain(': beat\n\n');
  expect(stream.text.match(/event: \w+/g)).toEqual(['event: seen', 'event: metrics', 'event: settings']);
});

test('a notice of the store is passed on at once, of others nothing', async () => {
  const { url, gateway, scheduler, store } = await setUp();
  const changed: string[] = [];
  let cursor = 1;
  store.changes = async (since) => {
    const learners = since === 0 ? [] : changed.splice(0).map((learnerId) => ({ courseId: 'c1', learnerId }));
    cursor += 1;
    return { learners, cursor };
  };
  const stream = await open(url, await ticketOf(gateway));
  await until(() => expect(lastId(stream.text)).not.toBe(''));
  scheduler.advance(500);
  store.metas.set('c1/t1', { revision: 'r3', publishedAt: NOW, processedAt: NOW });
  changed.push('t1', 't2');
  // The next look is planned when the last one has come back.
  await until(() => {
    scheduler.advance(500);
    expect(stream.text).toContain('event: metrics');
  });
});

test('whoever comes back to another gateway is told exactly what was missed', async () => {
  const { url, gateway, store } = await setUp();
  const first = await open(url, await ticketOf(gateway));
  await until(() => expect(lastId(first.text)).not.toBe(''));
  const headers = { 'last-event-id': lastId(first.text) };
  const other = await createGateway(createTestBed().deps);
  closing.push(other.close);
  const otherUrl = await other.listen({ host: '127.0.0.1', port: 0 });
  const unchanged = await open(otherUrl, await ticketOf(gateway), headers);
  await until(() => expect(unchanged.text).toContain(': open'));
  store.metas.set('c1/t1', { revision: 'r9', publishedAt: NOW, processedAt: NOW });
  const missed = await open(url, await ticketOf(gateway), headers);
  await until(() => expect(missed.text).toContain('event: metrics'));
  expect(unchanged.text).not.toContain('event:');
});

test('a ticket opens one stream, for a minute', async () => {
  const { url, gateway, clock } = await setUp();
  const ticket = await ticketOf(gateway);
  expect((await open(url, ticket)).status).toBe(200);
  expect((await open(url, ticket)).status).toBe(401);
  expect((await open(url, TOKEN)).status).toBe(401);
  const late = await ticketOf(gateway);
  clock.advance(61_000_000);
  expect((await open(url, late)).status).toBe(401);
});

test('a stream ends with its token, and with the gateway', async () => {
  const { url, gateway, scheduler } = await setUp();
  const stream = await open(url, await ticketOf(gateway));
  scheduler.advance(3_600_000);
  await until(() => expect(stream.ended).toBe(true));
  const other = await open(url, await ticketOf(gateway));
  await closing.splice(0)[0]?.();
  await until(() => expect(other.ended).toBe(true));
});
