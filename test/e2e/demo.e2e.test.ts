import { join } from 'node:path';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { eventually, startTracker, temporaryFolder } from './support.ts';

const answer = z.object({
  exportedUpTo: z.string(),
  metrics: z.record(z.string(), z.object({ value: z.number().nullable() })),
});

test('the demonstration shows a learner whose values move day by day, and ends when told', async () => {
  const folder = join(temporaryFolder(), 'demo');
  const size = ['--learners', '60', '--weeks', '3', '--day-seconds', '1'];
  const demo = startTracker('demo', ...size, '--port', '0', '--folder', folder);
  const [url] = await demo.until(/^http:\/\/localhost:\d+\/w\/[\w-]+\/courses\/\S+\/learners\/\S+$/m);
  const page = await fetch(url);
  expect([page.status, page.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
  const html = await page.text();
  expect(html).toContain('Online presence');
  const metrics = async () => {
    const [source = ''] = /(?<=data-source=")[^"]+/.exec(html) ?? [];
    return answer.parse(await (await fetch(new URL(source, url))).json());
  };
  const first = await metrics();
  expect(Object.values(first.metrics).filter(({ value }) => value !== null).length).toBeGreaterThan(6);
  // Rows count before the end of their file tells how far the exports reach.
  await eventually(
    metrics,
    (later) =>
      later.exportedUpTo > first.exportedUpTo &&
      JSON.stringify(later.metrics) !== JSON.stringify(first.metrics),
  );
  expect(await demo.end('SIGINT')).toBe(0);
});
