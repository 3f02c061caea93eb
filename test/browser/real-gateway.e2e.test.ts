import { readFile } from 'node:fs/promises';
import { DASHBOARD_FOLDER } from '@learning-tracker/gateway';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { startBench } from '../e2e/engine-bench.ts';
import { gatewayOn } from '../e2e/engine-gateway.ts';
import {
  accessOf,
  FIRST_DAY,
  SECOND_DAY,
  smallConfig,
  smallTables,
  TABLES_ZIP,
  tablesZip,
} from '../e2e/small-course.ts';
import { launchChromium } from '../servers/chromium.ts';
import { expectAccessible, keepScreenshot, openPage } from './support.ts';

/** The dashboard on the gateway and engine themselves, where the other tests of this folder have a stand-in. */

let browser: Browser;
beforeAll(async () => {
  browser = await launchChromium();
});
afterAll(() => browser.close());

const LEARNER = 'dashboard-fay';
const TUESDAY = Date.parse('2024-01-09T10:00:00Z') * 1000;
/** 20:00 in Amsterdam, of the first week of two. */
const SUNDAY_EVENING = Date.parse('2024-01-14T19:00:00Z') * 1000;

const heading = (page: Page, name: string | RegExp) => page.getByRole('heading', { name });

async function visit() {
  const clock = { at: TUESDAY, now: () => clock.at };
  const bench = await startBench(smallConfig({ timeZone: 'Europe/Amsterdam' }), { clock });
  await bench.engine.rollover.start();
  await bench.take({
    [TABLES_ZIP]: await tablesZip(smallTables()),
    ...accessOf(FIRST_DAY),
  });
  const { gateway, link } = await gatewayOn(bench, clock, DASHBOARD_FOLDER);
  const url = await gateway.listen({ host: '127.0.0.1', port: 0 });
  const opened = await openPage(browser, `${url}${await link(LEARNER)}/`);
  onTestFinished(() => opened.close());
  return { clock, bench, ...opened };
}

/** Consent, goal and choice; ends at the radar. */
async function choose(page: Page): Promise<void> {
  await heading(page, 'May your data be used for research?').waitFor();
  await page.getByLabel('No', { exact: true }).check();
  await page.getByRole('button', { name: 'Continue' }).click();
  await heading(page, /What do you want/).waitFor();
  await page.getByLabel('Your goal').fill('Understand rubrics');
  await page.getByRole('button', { name: 'Continue' }).click();
  await heading(page, /Which indicators/).waitFor();
  for (const index of [0, 3, 6]) await page.getByRole('checkbox').nth(index).check();
  await page.getByRole('button', { name: 'Show my dashboard' }).click();
  await heading(page, 'Your indicators').waitFor();
  await page.locator('.radar-chart svg path').first().waitFor({ state: 'attached' });
}

test('a learner comes from the first visit to the radar, and changes the goal once after Sunday', async () => {
  const { page, errors, clock, bench } = await visit();
  await choose(page);
  await expectAccessible(page);
  await keepScreenshot(page, 'real-radar');
  const change = page.getByRole('button', { name: /change.*goal/i });
  expect(await change.count()).toBe(0);

  clock.at = SUNDAY_EVENING;
  expect(await bench.engine.rollover.look()).toBe(1);
  await bench.engine.caughtUp();
  await change.first().waitFor();
  await keepScreenshot(page, 'real-new-week');
  await change.first().click();
  await page.getByLabel('Your goal').fill('Pass with distinction');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByText('Pass with distinction').first().waitFor();
  await expect.poll(() => change.count()).toBe(0);
  expect(errors).toEqual([]);
});

test('an open page shows the figures of a new day without being asked', async () => {
  const { page, errors, bench } = await visit();
  await choose(page);
  const shown = () => page.locator('.row').allTextContents();
  const before = await shown();
  await bench.take(accessOf(SECOND_DAY));
  await bench.engine.caughtUp();
  await expect.poll(shown, { timeout: 20_000 }).not.toEqual(before);
  await keepScreenshot(page, 'real-live');
  expect(errors).toEqual([]);
});

test('a learner downloads all that is held, as a file', async () => {
  const { page, errors } = await visit();
  await choose(page);
  const link = page.getByRole('link', { name: 'Download your data' });
  const [download] = await Promise.all([page.waitForEvent('download'), link.click()]);
  expect(download.suggestedFilename()).toBe('learning-tracker.json');
  const held = JSON.parse(await readFile(await download.path(), 'utf8'));
  expect(held).toMatchObject({ dashboardId: LEARNER, settings: { goal: 'Understand rubrics' } });
  expect(held.figures).toHaveLength(2);
  expect(held.state.length).toBeGreaterThan(2);
  const changes = held.settingsEvents.map(({ change }: { change: object }) => Object.keys(change)[0]);
  expect(changes).toEqual(expect.arrayContaining(['ConsentChanged', 'GoalSet', 'IndicatorsSelected']));
  await page.getByRole('heading', { name: 'Your data' }).scrollIntoViewIfNeeded();
  await expectAccessible(page);
  await keepScreenshot(page, 'real-own-data');
  expect(errors).toEqual([]);
});
