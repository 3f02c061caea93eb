import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, inject, onTestFinished, test } from 'vitest';
import { z } from 'zod';
import buildDashboard from '../browser/global-setup.ts';
import { eventually } from '../e2e/support.ts';
import { startRedis } from '../servers/redis.ts';
import { readComposeFile, requiredVariables } from './compose-file.ts';
import { type ComposeProcess, createComposeProcesses } from './compose-processes.ts';

const SECRETS = Object.fromEntries(
  [...requiredVariables()].map((name) => [name, `${name}-of-at-least-32-characters`]),
);
const COMING_UP_MS = 240_000;
const opened = z.object({ courses: z.array(z.object({ courseId: z.string() })).length(1) });
const figures = z.object({
  exportedUpTo: z.string(),
  complete: z.boolean(),
  metrics: z.record(z.string(), z.object({ value: z.number().nullable() })),
});

const NOTHING_YET: z.infer<typeof figures> = { exportedUpTo: '', complete: false, metrics: {} };

/** The servers that the compose file names, and all that runs on them; gone when the test has ended. */
async function composed() {
  const folder = mkdtempSync(join(tmpdir(), 'compose-'));
  const redis = await startRedis({ settings: { requirepass: SECRETS.REDIS_PASSWORD ?? '' } });
  const processes = await createComposeProcesses({
    compose: readComposeFile(SECRETS),
    addresses: {
      'kafka:9092': inject('kafkaBrokers'),
      'schema-registry:8080/apis/ccompat/v7': new URL(inject('schemaRegistryUrl')).href.replace(
        'http://',
        '',
      ),
      'redis:6379': `${redis.host}:${redis.port}`,
    },
    folder,
  });
  onTestFinished(async () => {
    await processes.destroy();
    await redis.destroy();
    rmSync(folder, { recursive: true, force: true });
  });
  return processes;
}

test('the services of the compose file, as plain processes, show the page that the file promises', async () => {
  await buildDashboard();
  const { start } = await composed();
  const exports = await start('exports');
  const services = await Promise.all(
    ['fetcher', 'metric-processor', 'weekly-rollover', 'gateway'].map(start),
  );
  const [address] = await exports.until(/^http:\/\/\S+\/w\/\S+\/dashboard$/m);

  const link = address.replace(/\/dashboard$/, '');
  const me = await eventually(
    // A gateway is healthy while it still waits for the store; then it changes its server, and for a moment there is none.
    () => answerOf(`${link}/v1/me`, opened).catch(() => null),
    (answer) => answer !== null,
    COMING_UP_MS,
  );
  const metrics = `${link}/v1/courses/${me?.courses[0]?.courseId}/learners/me/metrics`;
  const ask = async () => (await answerOf(metrics, figures)) ?? NOTHING_YET;
  const shown = (answer: z.infer<typeof figures>) =>
    Object.values(answer.metrics).filter(({ value }) => value !== null).length;
  const first = await eventually(ask, (answer) => shown(answer) > 6, COMING_UP_MS);

  const page = await fetch(address);
  expect([page.status, page.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);

  // As --scale metric-processor=3: the days that come are shown all the same.
  services.push(await start('metric-processor'), await start('metric-processor'));
  await eventually(
    ask,
    ({ exportedUpTo, complete }) => complete && exportedUpTo > first.exportedUpTo,
    COMING_UP_MS,
  );
  const owned = async () => {
    const processors = services.filter(({ service }) => service === 'metric-processor');
    return Promise.all(processors.map(assignedTo));
  };
  await eventually(owned, (counts) => counts.every((count) => count > 0), COMING_UP_MS);
  const codes = await Promise.all([exports, ...services].map((one) => one.end('SIGTERM')));
  expect(codes.filter((code) => code !== 0)).toEqual([]);
}, 600_000);

/** Null where the answer is a refusal: the learner is not known yet, or it was asked too often. */
async function answerOf<T>(url: string, schema: z.ZodType<T>): Promise<T | null> {
  const answer = await fetch(url);
  return answer.ok ? schema.parse(await answer.json()) : null;
}

/** How many topic partitions a processor says it has. */
async function assignedTo({ url }: ComposeProcess): Promise<number> {
  const text = await (await fetch(`${url}/metrics`)).text();
  return Number(/^learning_tracker_assigned_partitions (\d+)/m.exec(text)?.[1] ?? 0);
}
