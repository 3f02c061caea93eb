import { statSync, writeFileSync } from 'node:fs';
import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { createSyntheticCourse, writeExports } from '@learning-tracker/synthetic-course';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { expectBalance, startBench, statesOf } from '../e2e/engine-bench.ts';
import { eventually, startTracker, tracker } from '../e2e/support.ts';
import { differences } from './answers.ts';
import { lagOf, readiness, type ServicesBench, sample, startServicesBench } from './bench.ts';

const DEADLINE_MS = 120_000;
const course = createSyntheticCourse({ seed: 21, learners: 12, weeks: 1 });
const courseId = String(course.config.courseId);
let bench: ServicesBench;
let destroy = async () => {};

beforeAll(async () => {
  bench = await startServicesBench();
  destroy = bench.destroy;
  writeFileSync(join(bench.folder, 'course.json'), JSON.stringify(course.config));
}, 180_000);

afterAll(() => destroy());

/** What Coursera has: every day, and the newest tables, which are all that the API gives out. */
async function writeServed(): Promise<string> {
  const served = join(bench.folder, 'coursera');
  await writeExports(course, served);
  const zips = (await readdir(served)).filter((name) => name.endsWith('.zip')).sort();
  for (const name of zips.slice(0, -1)) await rm(join(served, name));
  return served;
}

test('a course is followed from the login to values of the gateway, by the export API alone', async () => {
  const served = await writeServed();
  const engine = await startBench(course.config, { exportsFolder: served });
  await engine.take({});
  await engine.engine.calibration.runDue(true);
  await engine.engine.caughtUp();
  const wanted = { states: await statesOf(engine.engine.store), figures: await engine.figures() };
  await engine.stop();
  expect(wanted.states.length).toBeGreaterThan(100);

  const faults = '500=1,lost-answer=1,expired-link=2,cut=2';
  const stub = startTracker('stub-server', '--exports', served, '--latency', '200ms', '--faults', faults);
  const [, base = ''] = await stub.until(/^(http:\/\/127\.0\.0\.1:\d+)\n/);
  const login = {
    COURSERA_API_URL: `${base}/api/`,
    COURSERA_ACCOUNTS_URL: `${base}/oauth2/v1/`,
    COURSERA_CLIENT_ID: 'client',
    COURSERA_CLIENT_SECRET: 'the-secret-of-the-client',
    COURSERA_TOKEN_FILE: join(bench.folder, 'login.json'),
  };
  const env = {
    ...login,
    FETCHER_POLL_INTERVAL_MS: '200',
    FETCHER_SCHEDULE: '* * * * *',
    FETCHER_TIME_ZONE: 'Europe/Amsterdam',
  };

  // Before there is a login the fetchers say so; afterwards they go on by themselves.
  const fetchers = [bench.start('fetcher', env), bench.start('fetcher', env)] as const;
  const services = [bench.start('metric-processor'), bench.start('gateway'), ...fetchers] as const;
  const [, gateway] = services;
  await Promise.all(services.map((service) => service.until(/"(started|serving)"/)));
  await eventually(
    async () => (await Promise.all(fetchers.map(readiness))).flatMap(({ notes }) => notes),
    (notes) => notes.some((note) => /the last run over the export API failed: .*login/i.test(note)),
    DEADLINE_MS,
  );
  const loggingIn = startTracker(
    { env: login },
    'auth',
    'login',
    '--redirect-uri',
    'http://127.0.0.1:0/callback',
  );
  const [, address = ''] = await loggingIn.untilError(/^(http:\/\/\S+\/oauth2\/v1\/auth\?\S+)$/m);
  expect((await fetch(address)).status).toBe(200);
  expect(await loggingIn.ended).toBe(0);
  expect(statSync(login.COURSERA_TOKEN_FILE).mode & 0o777).toBe(0o600);

  const deployment = await bench.open();
  await eventually(
    async () => [await lagOf(deployment), await statesOf(deployment.store)] as const,
    ([lag, states]) => lag === 0 && isDeepStrictEqual(states, wanted.states),
    DEADLINE_MS,
    500,
  );
  expectBalance(await deployment.store.progress());
  await eventually(
    () => differences(gateway, courseId, wanted.figures),
    (found) => found.length === 0,
    DEADLINE_MS,
    500,
  );

  // One of two fetchers asked, and for each thing once.
  const asked = (await jobsOf(login)).map(({ kind, interval }) => JSON.stringify([kind, interval]));
  expect(asked.length).toBeGreaterThan(1);
  expect(new Set(asked).size).toBe(asked.length);
  const made = await Promise.all(
    fetchers.map((one) => sample(one, 'learning_tracker_export_jobs_total', /outcome="asked"/)),
  );
  expect(made.toSorted((a, b) => a - b)).toEqual([0, asked.length]);
  const [leader = fetchers[0]] = fetchers.filter((_, n) => made[n] !== 0);
  expect(await sample(leader, 'learning_tracker_downloads_total', /outcome="done"/)).toBeGreaterThan(5);
  expect(await sample(leader, 'learning_tracker_download_bytes_total')).toBeGreaterThan(1000);
  expect(await sample(leader, 'learning_tracker_export_api_requests_total', /outcome="ok"/)).toBeGreaterThan(
    5,
  );
  expect(await sample(leader, 'learning_tracker_export_api_retries_total')).toBeGreaterThan(0);

  expect(await readiness(leader)).toEqual({ ready: true, reasons: [], notes: [] });
  const status = tracker('fetch', 'status', '--data', join(bench.folder, 'ledger.sqlite')).stdout;
  expect(status).toMatch(new RegExp(`^${courseId} +tables +\\d{4}-\\d\\d-\\d\\d +published`, 'm'));

  const logs = services.flatMap((service) => service.lines()).join('\n');
  for (const secret of ['the-secret-of-the-client', 'Signature']) expect(logs).not.toContain(secret);
  for (const learnerId of Object.keys(wanted.figures)) expect(logs).not.toContain(learnerId);
  const codes = await Promise.all(services.map((service) => service.end('SIGTERM')));
  expect(codes).toEqual(services.map(() => 0));
}, 400_000);

const jobList = z.array(z.object({ kind: z.string(), interval: z.unknown() }));

async function jobsOf(env: Readonly<Record<string, string>>) {
  const jobs = startTracker({ env }, 'jobs', '--json');
  expect(await jobs.ended).toBe(0);
  return jobList.parse(JSON.parse(jobs.output()));
}
