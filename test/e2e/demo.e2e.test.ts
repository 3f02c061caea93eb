import { join } from 'node:path';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { claimsOfLink, DASHBOARD_LINK } from './links.ts';
import { eventually, startTracker, temporaryFolder } from './support.ts';

const answer = z.object({
  exportedUpTo: z.string(),
  metrics: z.record(z.string(), z.object({ value: z.number().nullable() })),
});

test('the demonstration shows a learner whose values move day by day, and ends when told', async () => {
  const folder = join(temporaryFolder(), 'demo');
  const size = ['--learners', '60', '--weeks', '3', '--day-seconds', '1'];
  const demo = startTracker('demo', ...size, '--port', '0', '--folder', folder);
  const [url] = await demo.until(DASHBOARD_LINK);
  const page = await fetch(url);
  expect([page.status, page.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
  const { course } = claimsOfLink(url);
  const metrics = async () =>
    answer.parse(await (await fetch(new URL(`v1/courses/${course}/learners/me/metrics`, url))).json());
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
