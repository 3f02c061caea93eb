import { mkdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { expect } from 'vitest';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const SCREENSHOTS = '.data/screenshots';

export interface Opened {
  readonly page: Page;
  /** Errors of scripts and of the content security policy. */
  readonly errors: readonly string[];
  close(): Promise<void>;
}

export interface View {
  readonly width?: number;
  readonly height?: number;
  readonly locale?: string;
  readonly colorScheme?: 'light' | 'dark';
}

/** A page of a fresh browser profile, without motion, in one time zone wherever the test runs. */
export async function openPage(browser: Browser, url: string, view: View = {}): Promise<Opened> {
  const { width = 1280, height = 900, locale = 'en-GB', colorScheme = 'light' } = view;
  const context = await browser.newContext({
    viewport: { width, height },
    locale,
    colorScheme,
    timezoneId: 'Europe/Amsterdam',
    reducedMotion: 'reduce',
  });
  const page = await context.newPage();
  page.setDefaultTimeout(20_000);
  const errors: string[] = [];
  page.on('pageerror', (error) => errors.push(String(error)));
  page.on('console', (message) => {
    // That a request failed is what some tests are about; the browser says so by itself.
    const own = message.text().startsWith('Failed to load resource');
    if (message.type() === 'error' && !own) errors.push(message.text());
  });
  await page.addInitScript(AXE);
  await page.goto(url);
  return { page, errors, close: () => context.close() };
}

/** Every rule of axe-core, best practices included. */
export async function expectAccessible(page: Page): Promise<void> {
  const found: unknown = await page.evaluate(
    "axe.run(document).then(({ violations }) => violations.map(({ id, help, nodes }) => [id, help, ...nodes.map(({ html, failureSummary }) => html.slice(0, 160) + failureSummary)].join(': ')))",
  );
  expect(found).toEqual([]);
}

/** Nothing is wider than the window. */
export async function expectNoSidewaysScrolling(page: Page): Promise<void> {
  expect(
    await page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth'),
  ).toBe(0);
}

/** Keeps a picture of the whole page as an artefact. */
export async function keepScreenshot(page: Page, name: string): Promise<void> {
  mkdirSync(SCREENSHOTS, { recursive: true });
  await page.evaluate('document.fonts.ready.then(() => undefined)');
  await page.screenshot({ path: join(SCREENSHOTS, `${name}.png`), fullPage: true });
}

/** What has the focus, by its accessible text. */
export async function focused(page: Page): Promise<string> {
  const text: unknown = await page.evaluate(
    'document.activeElement?.getAttribute("aria-label") ?? document.activeElement?.textContent ?? ""',
  );
  return String(text);
}
