import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { launchChromium } from '../servers/chromium.ts';
import { startGateway } from './gateway.ts';
import { SCENES } from './scenes.ts';
import { expectAccessible, expectNoSidewaysScrolling, keepScreenshot, openPage } from './support.ts';

let browser: Browser;
beforeAll(async () => {
  browser = await launchChromium();
});
afterAll(() => browser.close());

const WIDTHS = [1280, 768, 320];
const SCHEMES = ['light', 'dark'] as const;

test.each(SCENES)(
  '$name: readable at every width, light and dark, without a violation of axe-core',
  async ({ name, who, change, before, url, act, locale }) => {
    const gateway = await startGateway(who, change);
    const opened = await openPage(browser, 'about:blank', locale === undefined ? {} : { locale });
    const { page, errors } = opened;
    try {
      await before?.(page, gateway);
      await page.goto(url?.(gateway) ?? gateway.pages.learner);
      await act(page, gateway);
      for (const width of WIDTHS) {
        await page.setViewportSize({ width, height: 900 });
        for (const colorScheme of SCHEMES) {
          await page.emulateMedia({ colorScheme });
          await keepScreenshot(page, `${name}-${width}-${colorScheme}`);
          await expectNoSidewaysScrolling(page);
          if (width === 1280 || (width === 320 && colorScheme === 'light')) await expectAccessible(page);
        }
      }
      expect(errors).toEqual([]);
    } finally {
      await opened.close();
      await gateway.close();
    }
  },
);
