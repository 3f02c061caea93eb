import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { claimsOfLink, DASHBOARD_LINK } from './links.ts';
import { eventually, startTracker, temporaryFolder, tracker } from './support.ts';

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
  const of = `v1/courses/${course}/learners/me`;
  const asked = async <T>(path: string, schema: z.ZodType<T>) =>
    schema.parse(await (await fetch(new URL(path, url))).json());
  const { dashboardId, branchId } = await asked(of, person);
  const goal = { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{"goal":"pass"}' };
  const set = await fetch(new URL(`learner_data/goal/${dashboardId}/${branchId}`, url), goal);
  expect(await set.json()).toEqual({ success: true });
  expect(Object.values(first.metrics).filter(({ value }) => value !== null).length).toBeGreaterThan(6);
  // Rows count before the end of their file tells how far the exports reach.
  await eventually(
    metrics,
    (later) =>
      later.exportedUpTo > first.exportedUpTo &&
      JSON.stringify(later.metrics) !== JSON.stringify(first.metrics),
  );
  // A Sunday of the course passes, and its learners may change what they chose.
  await eventually(
    () => asked(`${of}/settings`, settings),
    ({ updateGoal }) => updateGoal,
  );
  expect(await demo.end('SIGINT')).toBe(0);

  // All that the engine had to read was ordered of the export API and came from there, day by day.
  const status = tracker('fetch', 'status', '--data', join(folder, 'data.sqlite'), '--json').stdout;
  const orders = z.array(order).parse(JSON.parse(status));
  expect(orders.filter(({ kind }) => kind === 'tables').length).toBeGreaterThan(1);
  const jobs = orders.flatMap(({ jobId }) => jobId ?? []);
  expect(new Set(jobs).size).toBe(jobs.length);
  const came = orders.flatMap(({ files }) => files);
  const downloads = exportsIn(join(folder, 'exports'));
  // The last run may have been ended between a download and its note.
  const noted = came.map(({ path }) => path);
  expect(downloads).toEqual(expect.arrayContaining(noted));
  expect(downloads.length - noted.length).toBeLessThanOrEqual(2);
  expect(came.filter(({ state }) => state === 'published').length).toBeGreaterThan(20);
  const served = new Map(
    exportsIn(join(folder, 'coursera')).map((path) => [basename(path), readFileSync(path)]),
  );
  for (const { name, path } of came) {
    expect(served.get(name)?.equals(readFileSync(path)), name).toBe(true);
  }
});

const person = z.object({ dashboardId: z.string(), branchId: z.string() });
const settings = z.object({ updateGoal: z.boolean() });

const order = z.object({
  kind: z.string(),
  jobId: z.string().nullable(),
  files: z.array(z.object({ name: z.string(), path: z.string(), state: z.string() })),
});

function exportsIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter(({ name }) => /^[^.].*\.(zip|gz)$/.test(name))
    .map(({ parentPath, name }) => join(parentPath, name));
}
