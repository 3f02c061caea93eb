import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, onTestFinished, test, vi } from 'vitest';
import { launchChromium } from '../servers/chromium.ts';
import { startGateway } from './gateway.ts';
import { openPage } from './support.ts';

let browser: Browser;
beforeAll(async () => {
  browser = await launchChromium();
});
afterAll(() => browser.close());

async function visit(change?: Parameters<typeof startGateway>[1]) {
  const gateway = await startGateway('settled', change);
  onTestFinished(() => gateway.close());
  const opened = await openPage(browser, gateway.pages.learner);
  onTestFinished(() => opened.close());
  await opened.page.getByRole('heading', { name: 'Your indicators' }).waitFor();
  return { gateway, learner: gateway.learner, ...opened };
}

const WAIT = { timeout: 20_000 };
const button = (page: Page, name: string | RegExp) => page.getByRole('button', { name });
const live = (page: Page) => page.getByText('changes appear by themselves').waitFor();

test('says each value in its sentence, what is expected by now, and why there is none', async () => {
  const { page } = await visit();
  const row = (id: string) => page.locator(`#${id}`).innerText();
  expect(await row('metric_7')).toContain('You have completed 41 activities, 43% of the course.');
  expect(await row('metric_7')).toContain('52 of 96 expected by now');
  expect(await row('metric_5')).toContain('1.5 days before their week begins');
  expect(await row('metric_4')).toContain('12.4 hours');
  expect(await row('metric_4')).toContain('Provisional');
  expect(await row('metric_12')).toContain('no figure');
  expect(await row('metric_12')).toContain('Nothing recorded yet');
  await page.getByText('Figures as a table').click();
  expect(await page.getByRole('row', { name: /Completed course activities/ }).innerText()).toMatch(
    /43%\s+4\.27\s+5\.42/,
  );
  expect(await page.locator('.freshness').innerText()).toContain('27 Nov 2026, 04:12');
});

test('a changed value appears by itself', async () => {
  const { page, gateway, learner } = await visit();
  await live(page);
  if (learner.metrics !== null) learner.metrics.metric_4.value = 13.7;
  gateway.announce('metrics');
  await page.getByText('You have spent 13.7 hours in the course.').waitFor();
});

test('a server that goes away leaves the last figures with their time; the stream goes on from where it was', async () => {
  const { page, gateway, learner } = await visit();
  await live(page);
  if (learner.metrics !== null) learner.metrics.metric_4.value = 12.9;
  gateway.announce('metrics');
  await page.getByText('You have spent 12.9 hours').waitFor();
  gateway.setDown(true);
  await page.getByText(/^The server does not answer at present. These are the figures of /).waitFor();
  expect(await page.getByText('You have spent 12.9 hours').isVisible()).toBe(true);
  if (learner.metrics !== null) learner.metrics.metric_4.value = 13.7;
  gateway.setDown(false);
  await page.getByText('You have spent 13.7 hours').waitFor();
  await vi.waitFor(() => expect(gateway.openStreams()).toBe(1), WAIT);
  expect(gateway.streamsFrom).toEqual([null, '1']);
  await live(page);
  expect(await page.getByText('does not answer').count()).toBe(0);
});

test('offline is said at once and over at once', async () => {
  const { page } = await visit();
  await live(page);
  await page.context().setOffline(true);
  await page.getByText(/^You are offline. These are the figures of /).waitFor();
  await page.context().setOffline(false);
  await page.getByText(/^You are offline/).waitFor({ state: 'detached' });
});

test('a link that is no longer accepted leaves the figures and says so', async () => {
  const { page, gateway } = await visit();
  await live(page);
  await page.route('**/v1/**', (route) => route.fulfill({ status: 401, body: '{}' }));
  gateway.announce('metrics');
  await page.getByText(/^The server no longer accepts this link/).waitFor();
  expect(await page.getByText('You have spent 12.4 hours').isVisible()).toBe(true);
});

test('across Sunday evening: closed, opened, changed once, closed again', async () => {
  const { page, gateway, learner } = await visit();
  await page.getByText('The next change opens on Sunday 29 November at 20:00 CET.').waitFor();
  expect(await button(page, /Change (goal|indicators)/).count()).toBe(0);
  await live(page);

  learner.updateGoal = true;
  learner.updateIndicators = true;
  learner.nextRolloverAt = '2026-12-06T19:00:00Z';
  gateway.announce('settings');
  await button(page, 'Change goal').click();
  await page.getByLabel('Your goal').fill('Write the essay');
  await button(page, 'Save').click();
  await page.getByText('You may change your indicators once this week.').waitFor();
  expect(await page.getByText('Write the essay').isVisible()).toBe(true);
  expect(await button(page, 'Change goal').count()).toBe(0);

  await button(page, 'Change indicators').click();
  await page.getByLabel('Current course grade').uncheck();
  await button(page, 'Save').click();
  await page.getByText('The next change opens on Sunday 6 December at 20:00 CET.').waitFor();
  expect(learner).toMatchObject({ goal: 'Write the essay', updateGoal: false, updateIndicators: false });
  expect(learner.selectedMetrics).toEqual(['metric_2', 'metric_4', 'metric_5', 'metric_7', 'metric_9']);
  expect(await page.locator('#metric_12').count()).toBe(0);
});

test('a change that loses a race is said, and the newest state is shown', async () => {
  const { page, gateway, learner } = await visit((one) => {
    one.updateGoal = true;
  });
  await button(page, 'Change goal').click();
  await page.getByLabel('Your goal').fill('Mine');
  gateway.loseNextChange();
  learner.goal = 'Written on the phone';
  learner.updateGoal = false;
  await button(page, 'Save').click();
  await page.getByText('This was changed somewhere else in the meantime.').waitFor();
  expect(await page.getByText('Written on the phone').isVisible()).toBe(true);
  expect(await button(page, 'Change goal').count()).toBe(0);
});

test('consent can be withdrawn at any time', async () => {
  const { page, learner } = await visit();
  await button(page, 'Change consent').click();
  await page.getByLabel('No', { exact: true }).check();
  await button(page, 'Save').click();
  await page.getByText('You have not agreed').waitFor();
  expect(learner.consent).toBe(false);
});

test('explains a value and shows its history, with a gap where a day is missing', async () => {
  const { page } = await visit();
  await button(page, /^Online presence: why/).click();
  const panel = page.locator('#metric_4-details');
  await panel.getByText('The figure comes from 4 sessions').waitFor();
  expect(await panel.getByText('(2.1 + 3.2 + 4.0 + 3.1) = 12.4').isVisible()).toBe(true);
  expect(await panel.getByText('Scaled anew during this time').isVisible()).toBe(true);
  await panel.locator('.line-chart svg path').first().waitFor({ state: 'attached' });
  await panel.getByText('History as a table').click();
  expect(await panel.getByRole('rowheader', { name: '26 November 2026' }).isVisible()).toBe(true);
  expect(await panel.getByRole('rowheader', { name: '10 November 2026' }).count()).toBe(0);
});

test('the questionnaire can be left and gone on with; it is forgotten when it has been sent', async () => {
  const { page, learner } = await visit();
  await button(page, 'Open the questionnaire').click();
  const answer = (statement: number, point: number) =>
    page
      .getByRole('group')
      .nth(statement)
      .getByRole('radio')
      .nth(point - 1)
      .check();
  for (let statement = 0; statement < 20; statement += 1) await answer(statement, (statement % 7) + 1);
  await page.reload();
  await button(page, 'Go on with the questionnaire').click();
  expect(await page.getByRole('progressbar').getAttribute('aria-label')).toBe('20 of 24 answered');
  await button(page, 'Send answers').click();
  await page.getByText('4 statements have no answer yet.').waitFor();
  expect(learner.srlAnswers).toBeNull();
  for (let statement = 20; statement < 24; statement += 1) await answer(statement, 7);
  await button(page, 'Send answers').click();
  await page.getByText('Thank you. Your answers were sent.').waitFor();
  expect(learner.srlAnswers).toEqual(
    Array.from({ length: 24 }, (_, k) => `srl_item_${k + 1}_${k < 20 ? (k % 7) + 1 : 7}`),
  );
  expect(await page.evaluate('JSON.stringify({ ...localStorage })')).toBe('{}');
});

test('language and colours are remembered, and the names change with the language', async () => {
  const { page } = await visit();
  await page.getByLabel('Language').selectOption('nl');
  await page.getByRole('heading', { name: 'Aanwezigheid online' }).waitFor();
  expect(await page.locator('html').getAttribute('lang')).toBe('nl');
  expect(await page.locator('#metric_4').innerText()).toContain('12,4 uur');
  await page.getByLabel('Kleuren').selectOption('dark');
  await page.reload();
  await page.getByRole('heading', { name: 'Je indicatoren' }).waitFor();
  expect(await page.locator('html').getAttribute('data-theme')).toBe('dark');
  expect(await page.evaluate('getComputedStyle(document.documentElement).backgroundColor')).toBe(
    'rgb(20, 23, 27)',
  );
});
