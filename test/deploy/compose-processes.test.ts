import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { readComposeFile, requiredVariables } from './compose-file.ts';
import { createComposeProcesses } from './compose-processes.ts';

const SECRETS = Object.fromEntries([...requiredVariables()].map((name) => [name, `secret-${name}`]));

/** Folder of the volumes; processes and folder are gone when the test has ended. */
async function composed(compose = readComposeFile(SECRETS)) {
  const folder = mkdtempSync(join(tmpdir(), 'compose-'));
  const processes = await createComposeProcesses({ compose, addresses: {}, folder });
  onTestFinished(async () => {
    await processes.destroy();
    rmSync(folder, { recursive: true, force: true });
  });
  return { folder, start: processes.start };
}

test('the service that stands for Coursera delivers into its volume and names the page', async () => {
  const { folder, start } = await composed();
  const exports = await start('exports');
  expect(existsSync(join(folder, 'exports', 'course.json'))).toBe(true);
  await exports.until(/^http:\/\/127\.0\.0\.1:\d+\/w\/eyJ\S+\/dashboard$/m);
  expect(await exports.end('SIGTERM')).toBe(0);
});

test('a service that ends at its start is told with what it said', async () => {
  const compose = readComposeFile(SECRETS);
  const exports = compose.services.exports;
  if (exports === undefined) throw new Error('there is no service exports');
  exports.command = [...(exports.command ?? []), '--learners', 'few'];
  const { start } = await composed(compose);
  await expect(start('exports')).rejects.toThrow(/exports ended with 2:[\s\S]*whole number/);
});
