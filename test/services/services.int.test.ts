import { writeFileSync } from 'node:fs';
import { mkdir, readdir, rename } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import type { Deployment } from '@learning-tracker/deployment';
import type { Figures } from '@learning-tracker/metrics';
import { TOPICS } from '@learning-tracker/streams';
import { createSyntheticCourse, writeExports } from '@learning-tracker/synthetic-course';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { expectBalance, startBench, statesOf } from '../e2e/engine-bench.ts';
import { eventually } from '../e2e/support.ts';
import { differences } from './answers.ts';
import { lagOf, readiness, SECRET, type ServicesBench, sample, startServicesBench } from './bench.ts';
import type { ServiceProcess } from './service-process.ts';

const DEADLINE_MS = 120_000;
const course = createSyntheticCourse({ seed: 11, learners: 12, weeks: 1 });
const courseId = String(course.config.courseId);
let bench: ServicesBench;
let destroy = async () => {};
/** What the embedded engine makes of the same files. */
let wanted: { readonly states: readonly string[]; readonly figures: Readonly<Record<string, Figures>> };
let exports: string;

beforeAll(async () => {
  bench = await startServicesBench();
  destroy = bench.destroy;
  exports = join(bench.folder, 'exports');
  await mkdir(exports);
  writeFileSync(join(bench.folder, 'course.json'), JSON.stringify(course.config));
}, 180_000);

afterAll(() => destroy());

test('two of each, started before the registry is there, come to what the embedded engine computes', async () => {
  const arriving = join(bench.folder, 'arriving');
  await writeExports(course, arriving);
  const files = (await readdir(arriving, { recursive: true, withFileTypes: true }))
    .filter((entry) => /\.(zip|gz)$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name));
  const engine = await startBench(course.config, { exportsFolder: arriving });
  await engine.take({});
  await engine.engine.calibration.runDue(true);
  await engine.engine.caughtUp();
  wanted = { states: await statesOf(engine.engine.store), figures: await engine.figures() };
  await engine.stop();
  expect(wanted.states.length).toBeGreaterThan(100);

  await bench.registry.halt();
  const processors = [bench.start('metric-processor'), bench.start('metric-processor')] as const;
  const gateways = [bench.start('gateway'), bench.start('gateway')] as const;
  const fetchers = [bench.start('fetcher'), bench.start('fetcher')] as const;
  const rollovers = [bench.start('weekly-rollover'), bench.start('weekly-rollover')] as const;
  const services = [...processors, ...gateways, ...fetchers, ...rollovers];
  for (const service of services) {
    await service.until(/answering/);
    expect((await service.get('/healthz')).status).toBe(200);
    await untilReason(service, 'waiting to register schemas');
  }
  await bench.registry.start();
  await Promise.all(services.map((service) => service.until(/"(started|serving)"/)));

  // The fetcher that leads is stopped in the middle of its work, and the other goes on with it.
  await Promise.all(files.map((file) => rename(file, join(exports, basename(file)))));
  const deployment = await bench.open();
  const leader = await leaderOf(fetchers);
  await eventually(
    async () => (await deployment.log.offsets(TOPICS.clicks)).some(({ end }) => end > 0),
    (begun) => begun,
    DEADLINE_MS,
    1,
  );
  expect(await leader.end('SIGTERM')).toBe(0);
  const [follower] = fetchers.filter((fetcher) => fetcher !== leader);
  if (follower === undefined) throw new Error('there is no other fetcher');

  await eventually(
    async () => [await lagOf(deployment), await statesOf(deployment.store)] as const,
    ([lag, states]) => lag === 0 && isDeepStrictEqual(states, wanted.states),
    DEADLINE_MS,
    500,
  );
  expect(await publishedBy(follower)).toBeGreaterThan(0);
  expectBalance(await deployment.store.progress());
  for (const gateway of gateways) {
    await eventually(
      () => differences(gateway, courseId, wanted.figures),
      (found) => found.length === 0,
      DEADLINE_MS,
    );
    expect((await readiness(gateway)).ready).toBe(true);
    expect((await gateway.get(`/v1/courses/${courseId}/learners/any/metrics`)).status).toBe(401);
  }

  for (const processor of processors) {
    expect(await sample(processor, 'learning_tracker_assigned_partitions')).toBeGreaterThan(0);
    await eventually(
      () => sample(processor, 'learning_tracker_lag_records'),
      (lag) => lag === 0,
    );
    expect(await sample(processor, 'learning_tracker_build_info')).toBe(1);
  }
  const shown = await Promise.all(
    processors.map((one) => sample(one, 'learning_tracker_partition_complete')),
  );
  expect(shown.reduce((sum, complete) => sum + complete, 0)).toBe(12 + 1);
  const logs = services.flatMap((service) => service.lines()).join('\n');
  expect(logs).not.toContain(SECRET);
  for (const learnerId of Object.keys(wanted.figures)) expect(logs).not.toContain(learnerId);
  const running = services.filter((service) => service !== leader);
  const codes = await Promise.all(running.map((service) => service.end('SIGTERM')));
  expect(codes).toEqual(running.map(() => 0));
}, 400_000);

test('a second store over the same log gets all of it, though its processor is stopped under load again and again', async () => {
  const env = { STORE_DEPLOYMENT: 'second' };
  const deployment = await bench.open(env);
  let before = 0;
  for (let stops = 0; stops < 3; stops += 1) {
    const processor = bench.start('metric-processor', env);
    await processor.until(/partition claimed/);
    await eventually(
      async () => (await takenBy(deployment)) > before || (await lagOf(deployment)) === 0,
      (going) => going,
      DEADLINE_MS,
      1,
    );
    expect(await processor.end('SIGTERM')).toBe(0);
    before = await takenBy(deployment);
  }
  expect(before).toBeGreaterThan(0);
  bench.start('metric-processor', env);
  await eventually(
    () => lagOf(deployment),
    (lag) => lag === 0,
    DEADLINE_MS,
  );
  expect(await statesOf(deployment.store)).toEqual(wanted.states);
  expectBalance(await deployment.store.progress());
}, 300_000);

test('while the store is away everything waits, says so, and ends with 0 when told to', async () => {
  const services = [
    bench.start('metric-processor'),
    bench.start('gateway'),
    bench.start('fetcher'),
    bench.start('weekly-rollover'),
  ] as const;
  const [processor, gateway, fetcher] = services;
  await Promise.all(services.map((service) => service.until(/"(started|serving)"/)));
  await processor.until(/partition claimed/);
  await leaderOf([fetcher]);
  await bench.redis.stop();
  try {
    await untilReason(processor, 'waiting to commit');
    await untilReason(gateway, 'the store does not answer');
    await untilReason(fetcher, 'the store does not say who leads');
    expect(await Promise.all(services.map((service) => service.end('SIGTERM')))).toEqual([0, 0, 0, 0]);
  } finally {
    await bench.redis.start();
  }
}, 200_000);

test('while the brokers are away everything waits, and ends with 0 when told to', async () => {
  const services = [
    bench.start('metric-processor'),
    bench.start('gateway'),
    bench.start('fetcher'),
    bench.start('weekly-rollover'),
  ] as const;
  const [processor, , fetcher] = services;
  await Promise.all(services.map((service) => service.until(/"(started|serving)"/)));
  await processor.until(/partition claimed/);
  await leaderOf([fetcher]);
  await bench.kafka.halt();
  try {
    const another = createSyntheticCourse({ seed: 12, learners: 5, weeks: 1 });
    await writeExports(another, join(exports, 'another'));
    await processor.until(/waiting to (fetch records|join the group)/);
    expect(await Promise.all(services.map((service) => service.end('SIGTERM')))).toEqual([0, 0, 0, 0]);
  } finally {
    await bench.kafka.start();
  }
}, 200_000);

async function leaderOf(fetchers: readonly ServiceProcess[]): Promise<ServiceProcess> {
  const leading = await eventually(
    async () => {
      const shown = await Promise.all(fetchers.map((one) => sample(one, 'learning_tracker_fetcher_leading')));
      return fetchers.filter((_, n) => shown[n] === 1);
    },
    (found) => found.length === 1,
    DEADLINE_MS,
  );
  const [leader] = leading;
  if (leader === undefined) throw new Error('nobody leads');
  return leader;
}

/** Files that a fetcher has done with since it started; counted at the end of each look. */
const publishedBy = (fetcher: ServiceProcess) =>
  sample(fetcher, 'learning_tracker_files_total', /outcome="published"/);

async function untilReason(service: ServiceProcess, reason: string): Promise<void> {
  await eventually(
    async () => (await readiness(service)).reasons,
    (reasons) => reasons.includes(reason),
    DEADLINE_MS,
  );
}

async function takenBy({ store }: Deployment): Promise<number> {
  return (await store.progress())
    .flatMap(({ positions }) => Object.values(positions))
    .reduce((sum, position) => sum + position, 0);
}
