import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { DASHBOARD_FOLDER } from '@learning-tracker/gateway';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, onTestFinished, test, vi } from 'vitest';
import { z } from 'zod';
import { launchChromium } from '../servers/chromium.ts';
import { startGateway, type TestGateway } from './gateway.ts';
import { openPage, type View } from './support.ts';

let browser: Browser;
beforeAll(async () => {
  browser = await launchChromium();
});
afterAll(() => browser.close());

async function start(who: 'new' | 'settled' = 'settled'): Promise<TestGateway> {
  const gateway = await startGateway(who);
  onTestFinished(() => gateway.close());
  return gateway;
}

async function open(url: string, view?: View) {
  const opened = await openPage(browser, url, view);
  onTestFinished(() => opened.close());
  return opened.page;
}

/** A page of another origin with the dashboard in a frame. */
async function startFramingPage(frameUrl: string): Promise<string> {
  const server = createServer((_request, response) => {
    response.setHeader('content-type', 'text/html');
    response.end(
      `<!doctype html><title>Course</title><iframe title="Dashboard" width="700" height="900" src="${frameUrl}"></iframe>`,
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server has no port');
  // Another host name than the gateway's, so another origin and site.
  return `http://localhost:${address.port}/`;
}

test('as a Coursera widget it uses the widget routes and the catalogue alone, and asks every 30 seconds', async () => {
  const gateway = await start();
  const page = await open('about:blank');
  await page.clock.install();
  await page.goto(gateway.pages.widget);
  await page.getByText('You have spent 12.4 hours').waitFor();
  expect(await page.getByRole('button', { name: /why this value/ }).count()).toBe(0);
  if (gateway.learner.metrics !== null) gateway.learner.metrics.metric_4.value = 13.7;
  await page.clock.fastForward(31_000);
  await page.getByText('You have spent 13.7 hours').waitFor();
  const called = gateway.requests.map(({ path }) => path).filter((path) => !path.startsWith('/dashboard/'));
  expect(new Set(called)).toEqual(new Set(['/learner_data/d4shb04rd1d/branch-1', '/v1/catalogue?lang=en']));
});

test('a first visit as a widget', async () => {
  const gateway = await start('new');
  const page = await open(gateway.pages.widget);
  await page.getByLabel('No', { exact: true }).check();
  await page.getByRole('button', { name: 'Continue' }).click();
  await page.getByRole('heading', { name: /What do you want/ }).waitFor();
  expect(gateway.learner.consent).toBe(false);
});

test('the manifest names the page and both macros', async () => {
  const gateway = await start();
  const answer = await fetch(`${gateway.url}/dashboard/manifest.json`);
  const manifest = z.object({ url: z.string(), macros: z.array(z.string()) }).parse(await answer.json());
  for (const macro of manifest.macros) expect(manifest.url).toContain(macro);
  expect(manifest.macros).toEqual(['%HASHED_USER_ID%', '%COURSE_BRANCH_ID%']);
});

test('a page of an origin that is listed may frame it, and it works in there', async () => {
  const gateway = await startGateway('settled', () => {}, ['http://localhost:*']);
  onTestFinished(() => gateway.close());
  const page = await open(await startFramingPage(gateway.pages.learner));
  const frame = page.frameLocator('iframe');
  await frame.getByText('You have spent 12.4 hours').waitFor();
  await frame.locator('.radar-chart svg path').first().waitFor({ state: 'attached' });
});

test('any other page may not', async () => {
  const gateway = await start();
  const page = await open('about:blank');
  const refused = new Promise<string>((resolve) => page.on('console', (message) => resolve(message.text())));
  await page.goto(await startFramingPage(gateway.pages.learner));
  expect(await refused).toMatch(/frame-ancestors/);
  expect(gateway.requests.some(({ path }) => path.includes('/v1/'))).toBe(false);
});

test('no request tells the address, which holds the token, and the browser keeps nothing of the learner', async () => {
  const gateway = await start();
  const page = await open(gateway.pages.me);
  await page.getByText('You have spent 12.4 hours').waitFor();
  await page.locator('.radar-chart svg path').first().waitFor({ state: 'attached' });
  expect(gateway.requests.length).toBeGreaterThan(8);
  expect(gateway.requests.filter(({ referer }) => referer !== undefined)).toEqual([]);
  expect(
    await page.evaluate('JSON.stringify([{ ...localStorage }, { ...sessionStorage }, document.cookie])'),
  ).toBe('[{},{},""]');
});

test('a staff token is taken out of the address', async () => {
  const gateway = await start();
  const page = await open(`${gateway.pages.staff}#token=${gateway.staffToken}`);
  await page.getByRole('heading', { name: 'Distributions' }).waitFor();
  expect(page.url()).toBe(gateway.pages.staff);
  expect(gateway.requests.filter(({ referer }) => referer !== undefined)).toEqual([]);
});

test('staff see distributions, what was chosen, when it was counted, and what is not shown', async () => {
  const gateway = await start();
  const page = await open(gateway.pages.staff);
  await page.getByLabel('Access token').fill(gateway.staffToken);
  await page.getByRole('button', { name: 'Open' }).click();
  await page.getByText('Snapshot of 27 Nov 2026, 04:15.').waitFor();
  const card = (name: string) => page.locator('article').filter({ hasText: name });
  await card('Submitted discussion prompts').getByText('fewer than five learners').waitFor();
  expect(await card('Content revision').innerText()).toContain('Median: 4.4.');
  expect(await card('Content revision').innerText()).toContain('One bar is left out');
  expect(await page.getByRole('row', { name: /^Submitted discussion prompts/ }).innerText()).toContain(
    'too few',
  );
});

test('figures are there before, and without, the code of the charts', async () => {
  const gateway = await start();
  const page = await open('about:blank');
  await page.route(/\/assets\/(mount|radar)-/, (route) => route.abort());
  await page.goto(gateway.pages.learner);
  await page.getByText('You have spent 12.4 hours').waitFor();
  await page.getByText('Figures as a table').click();
  expect(await page.getByRole('cell', { name: '12.4 hours' }).isVisible()).toBe(true);
});

test('what the first sight needs is under 200 KB compressed, fonts included', async () => {
  const gateway = await start();
  const page = await open('about:blank');
  const files = new Set<string>();
  let charts = false;
  page.on('request', (request) => {
    const { pathname } = new URL(request.url());
    // From here on it is the charts' code, which the first sight does not wait for.
    if (/\/assets\/(mount|radar|install)-/.test(pathname)) charts = true;
    if (pathname.includes('/assets/') && !charts) files.add(pathname.replace('/dashboard/', ''));
  });
  await page.goto(gateway.pages.learner);
  await page.getByText('You have spent 12.4 hours').waitFor();
  await vi.waitFor(() => expect(charts).toBe(true), { timeout: 20_000 });
  const sizes = [...files, 'index.html'].map(
    (name) => gzipSync(readFileSync(join(DASHBOARD_FOLDER, name))).length,
  );
  expect([...files].filter((name) => name.endsWith('.woff2')).length).toBeGreaterThan(0);
  expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(200 * 1024);
});
