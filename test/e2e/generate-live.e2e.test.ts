import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { startTracker, temporaryFolder, tracker } from './support.ts';

const ADDRESS = /^http:\/\/localhost:9000\/w\/some-token\/courses\/\S+\/learners\/\S+$/m;

test('a course arrives live, goes on after a kill, ends when told, and is not mixed with another', async () => {
  const out = join(temporaryFolder(), 'exports');
  const live = ['--log-level', 'silent', 'generate', '--live', '--out', out, '--weeks', '1'];
  const args = [...live, '--learners', '8', '--url', 'http://localhost:9000', '--token', 'some-token'];
  const first = startTracker(...args);
  const [address] = await first.until(ADDRESS);
  expect(existsSync(join(out, 'course.json'))).toBe(true);
  expect(await first.end('SIGKILL')).toBe('SIGKILL');

  const second = startTracker(...args);
  expect((await second.until(ADDRESS))[0]).toBe(address);
  expect(await second.end('SIGTERM')).toBe(0);

  const other = tracker(...live, '--learners', '9');
  expect([other.code, other.stderr.split(':')[0]]).toEqual([1, 'DELIVERY_MIXED']);
});
