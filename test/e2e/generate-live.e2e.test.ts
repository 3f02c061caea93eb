import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { claimsOfLink, DASHBOARD_LINK } from './links.ts';
import { startTracker, temporaryFolder, tracker } from './support.ts';

const SECRET = 'a-secret-of-at-least-32-characters';

test('a course arrives live, goes on after a kill, ends when told, and is not mixed with another', async () => {
  const out = join(temporaryFolder(), 'exports');
  const live = ['--log-level', 'silent', 'generate', '--live', '--out', out, '--weeks', '1'];
  const args = [...live, '--learners', '8', '--url', 'http://localhost:9000', '--token-secret', SECRET];
  const first = startTracker(...args);
  const [address] = await first.until(DASHBOARD_LINK);
  expect(existsSync(join(out, 'course.json'))).toBe(true);
  expect(await first.end('SIGKILL')).toBe('SIGKILL');

  const second = startTracker(...args);
  const [again] = await second.until(DASHBOARD_LINK);
  expect(claimsOfLink(again)).toEqual(claimsOfLink(address));
  expect(await second.end('SIGTERM')).toBe(0);

  const other = tracker(...live, '--learners', '9');
  expect([other.code, other.stderr.split(':')[0]]).toEqual([1, 'DELIVERY_MIXED']);
});
