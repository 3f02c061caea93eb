import { type Browser, chromium } from 'playwright-core';
import { ensureProgram } from './programs.ts';

/**
 * The distribution's Chromium, without a window; installed where it is missing. Playwright's own browsers are not
 * used, since they would be downloaded from elsewhere than a package registry.
 */
export async function launchChromium(): Promise<Browser> {
  await ensureProgram({ name: 'chromium', debianPackage: 'chromium' });
  return chromium.launch({
    executablePath: '/usr/bin/chromium',
    // Root, as in a container, has no sandbox; only pages of these tests are opened.
    args: process.getuid?.() === 0 ? ['--no-sandbox'] : [],
  });
}
