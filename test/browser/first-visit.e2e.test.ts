import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { launchChromium } from '../servers/chromium.ts';
import { startGateway } from './gateway.ts';
import { focused, openPage } from './support.ts';

let browser: Browser;
beforeAll(async () => {
  browser = await launchChromium();
});
afterAll(() => browser.close());

async function visit(...of: Parameters<typeof startGateway>) {
  const gateway = await startGateway(...of);
  onTestFinished(() => gateway.close());
  const opened = await openPage(browser, gateway.pages.learner);
  onTestFinished(() => opened.close());
  return { gateway, learner: gateway.learner, ...opened };
}

const heading = (page: Page, name: string | RegExp) => page.getByRole('heading', { name });

/** Presses Tab until what has the focus has this text. */
async function tabTo(page: Page, text: string): Promise<void> {
  for (let presses = 0; presses < 60; presses += 1) {
    await page.keyboard.press('Tab');
    if ((await focused(page)).includes(text)) return;
    const label: unknown = await page.evaluate('document.activeElement?.labels?.[0]?.textContent ?? ""');
    if (String(label).includes(text)) return;
  }
  throw new Error(`the keyboard does not reach "${text}"`);
}

test('from the first visit to the radar by the keyboard alone', async () => {
  const { page, learner, errors } = await visit('new');
  await heading(page, 'May your data be used for research?').waitFor();
  await tabTo(page, 'Yes, my data may be used');
  await page.keyboard.press('Space');
  await tabTo(page, 'You may send me questions');
  await page.keyboard.press('Space');
  await tabTo(page, 'E-mail address');
  await page.keyboard.type('ada@example.org');
  await page.keyboard.press('Enter');

  await heading(page, 'What do you want to reach in this course?').waitFor();
  await expect.poll(() => focused(page)).toBe('What do you want to reach in this course?');
  expect(learner).toMatchObject({ consent: true, followUp: true, email: 'ada@example.org' });
  await tabTo(page, 'Your goal');
  await page.keyboard.type('Understand rubrics');
  await tabTo(page, 'Continue');
  await page.keyboard.press('Enter');

  await heading(page, 'Which indicators fit your goal?').waitFor();
  await expect.poll(() => focused(page)).toBe('Which indicators fit your goal?');
  for (const name of ['Productivity', 'Completed course activities', 'Completed videos']) {
    await tabTo(page, name);
    await page.keyboard.press('Space');
  }
  await tabTo(page, 'Show my dashboard');
  await page.keyboard.press('Enter');

  await heading(page, 'Your indicators').waitFor();
  await expect.poll(() => focused(page)).toBe('Assessment in Higher Education');
  expect(learner).toMatchObject({
    goal: 'Understand rubrics',
    selectedMetrics: ['metric_3', 'metric_7', 'metric_11'],
  });
  await page.locator('.radar-chart svg path').first().waitFor({ state: 'attached' });
  expect(await page.locator('.row h3').allTextContents()).toEqual([
    'Productivity',
    'Completed course activities',
    'Completed videos',
  ]);
  expect(errors).toEqual([]);
});

test('"no" needs no more, and the visit goes on where it was left', async () => {
  const { page, learner, gateway } = await visit('new');
  await page.getByLabel('No', { exact: true }).check();
  await page.getByRole('button', { name: 'Continue' }).click();
  await heading(page, /What do you want/).waitFor();
  expect(learner).toMatchObject({ consent: false, followUp: false, email: null });
  const later = await openPage(browser, gateway.pages.me);
  onTestFinished(() => later.close());
  await heading(later.page, /What do you want/).waitFor();
});

test('a goal has 1 to 2,000 characters', async () => {
  const { page, learner } = await visit('new', (one) => {
    one.consent = false;
  });
  const goal = page.getByLabel('Your goal');
  await goal.fill('x'.repeat(2_001));
  await page.getByRole('button', { name: 'Continue' }).click();
  await page.getByText('At most 2,000 characters.').waitFor();
  await goal.fill('   ');
  await page.getByText('Write at least one character.').waitFor();
  expect(learner.goal).toBeNull();
  await goal.fill('x'.repeat(2_000));
  await page.getByRole('button', { name: 'Continue' }).click();
  await heading(page, /Which indicators/).waitFor();
  expect(learner.goal).toHaveLength(2_000);
});

test('fewer than three indicators are not sent, and a seventh cannot be chosen', async () => {
  const { page, learner } = await visit('new', (one) => {
    one.consent = false;
    one.goal = 'Pass';
  });
  const boxes = page.getByRole('checkbox');
  await boxes.nth(0).check();
  await boxes.nth(1).check();
  await page.getByRole('button', { name: 'Show my dashboard' }).click();
  await page.getByText('Choose at least three.').waitFor();
  for (const index of [2, 3, 4, 5]) await boxes.nth(index).check();
  expect(await boxes.nth(6).isDisabled()).toBe(true);
  await boxes.nth(0).uncheck();
  expect(await boxes.nth(6).isDisabled()).toBe(false);
  expect(learner.selectedMetrics).toEqual([]);
});

test('a change that the server did not answer keeps what was entered', async () => {
  const { page, gateway, learner } = await visit('new', (one) => {
    one.consent = false;
  });
  await page.getByLabel('Your goal').fill('Pass');
  gateway.setDown(true);
  await page.getByRole('button', { name: 'Continue' }).click();
  await page.getByText('so this may not be saved').waitFor();
  expect(await page.getByLabel('Your goal').inputValue()).toBe('Pass');
  gateway.setDown(false);
  await page.getByRole('button', { name: 'Continue' }).click();
  await heading(page, /Which indicators/).waitFor();
  expect(learner.goal).toBe('Pass');
});
