import { DASHBOARD_FOLDER } from '@learning-tracker/gateway';
import { createManualScheduler } from '@learning-tracker/runtime';
import type { Browser, Page, Request } from 'playwright-core';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { until } from '../../packages/streams/contract/until.ts';
import { startBench } from '../e2e/engine-bench.ts';
import { gatewayOn } from '../e2e/engine-gateway.ts';
import {
  accessOf,
  COURSE,
  FIRST_DAY,
  SECOND_DAY,
  smallConfig,
  smallTables,
  TABLES_ZIP,
  tablesZip,
} from '../e2e/small-course.ts';
import { launchChromium } from '../servers/chromium.ts';
import { openPage } from './support.ts';

/** How what is shown follows the log, on the gateway and engine themselves. */

let browser: Browser;
beforeAll(async () => {
  browser = await launchChromium();
});
afterAll(() => browser.close());

const LEARNER = 'dashboard-fay';
const TUESDAY = Date.parse('2024-01-09T10:00:00Z') * 1000;
/** The gateway looks for changes this often. */
const LOOK_MS = 500;
const live = (page: Page) => page.getByText('changes appear by themselves').waitFor();
const shown = (page: Page) => page.locator('.row').allTextContents();
const isStream = (request: Request) => new URL(request.url()).pathname.endsWith('/v1/stream');

/** A gateway whose time is moved by hand, on an engine that has taken the first day. */
async function start() {
  const clock = { now: () => TUESDAY };
  const bench = await startBench(smallConfig({ timeZone: 'Europe/Amsterdam' }), { clock });
  await bench.take({
    [TABLES_ZIP]: await tablesZip(smallTables()),
    ...accessOf(FIRST_DAY),
  });
  const scheduler = createManualScheduler();
  const open = async (port: number) => {
    const { gateway, link } = await gatewayOn(bench, clock, DASHBOARD_FOLDER, scheduler);
    const url = await gateway.listen({ host: '127.0.0.1', port });
    return { gateway, url, link: await link(LEARNER) };
  };
  const first = await open(0);
  const widget = (route: string, payload: object) =>
    first.gateway.app.inject({
      method: 'POST',
      url: `${first.link}/learner_data/${route}/${LEARNER}/${COURSE}`,
      payload,
    });
  await widget('consent', { consent: false });
  await widget('goal', { goal: 'Understand rubrics' });
  await widget('widget', { selected_metrics: ['metric_1', 'metric_4', 'metric_7'] });
  await bench.engine.caughtUp();
  const opened = await openPage(browser, `${first.url}${first.link}/`);
  onTestFinished(() => opened.close());
  const { page } = opened;
  await page.getByRole('heading', { name: 'Your indicators' }).waitFor();
  await live(page);
  return { ...opened, ...first, bench, scheduler, reopen: () => open(Number(new URL(first.url).port)) };
}

test('what is on the log is shown by its event, within two seconds of the gateway', async () => {
  const { page, errors, bench, scheduler } = await start();
  // The browser's time stands still from here on: no timer of the page, and so no poll, can come due.
  await page.clock.install();
  await page.clock.pauseAt(new Date(Date.now() + 60_000));
  // Streams know what the page shows once their first comparison is over.
  await scheduled(scheduler, 1);
  const before = await shown(page);
  const asked: string[] = [];
  page.on('request', (request) => asked.push(new URL(request.url()).pathname));

  await bench.take(accessOf(SECOND_DAY));
  expect([asked, await shown(page)]).toEqual([[], before]);
  await scheduled(scheduler, 2_000 / LOOK_MS - 1);
  await expect.poll(() => shown(page), { timeout: 20_000 }).not.toEqual(before);
  expect(asked.filter((path) => path.endsWith('/metrics'))).toHaveLength(1);
  expect(asked.some((path) => path.endsWith('/v1/stream'))).toBe(false);
  expect(errors).toEqual([]);

  /** Lets so many looks for changes pass, each to its end. */
  async function scheduled(manual: typeof scheduler, looks: number): Promise<void> {
    for (let look = 0; look < looks; look += 1) {
      const planned = manual.asked.length;
      manual.advance(LOOK_MS);
      await until('the next look is planned', () => manual.asked.length > planned);
    }
  }
});

test('a page that was offline goes on from the event that it saw last, at another gateway', async () => {
  const { page, errors, bench, gateway, reopen, url, link } = await start();
  const seen = await lastEventId(`${url}${link}`);
  const before = await shown(page);
  await page.context().setOffline(true);
  await page.getByText(/^You are offline. These are the figures of /).waitFor();
  await gateway.close();
  await bench.take(accessOf(SECOND_DAY));
  expect(await shown(page)).toEqual(before);

  await reopen();
  const stream = page.waitForRequest(isStream);
  await page.context().setOffline(false);
  await page.getByText(/^You are offline/).waitFor({ state: 'detached' });
  await expect.poll(() => shown(page), { timeout: 20_000 }).not.toEqual(before);
  expect(await (await stream).headerValue('last-event-id')).toBe(seen);
  await live(page);
  expect(errors).toEqual([]);
});

/** Of a stream that is opened now: what it shows is what it is told first. */
async function lastEventId(base: string): Promise<string> {
  const ticket = await fetch(`${base}/v1/courses/${COURSE}/learners/me/stream-ticket`, { method: 'POST' });
  const query = new URLSearchParams({ ticket: Object(await ticket.json()).ticket });
  const stopping = new AbortController();
  const answer = await fetch(`${base}/v1/stream?${query}`, { signal: stopping.signal });
  let text = '';
  for await (const chunk of answer.body?.pipeThrough(new TextDecoderStream()) ?? []) {
    text += chunk;
    const [, id] = /^id: (\S+)$/m.exec(text) ?? [];
    if (id === undefined) continue;
    stopping.abort();
    return id;
  }
  throw new Error('the stream ended without an event');
}
