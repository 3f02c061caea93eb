import { type Deployment, deploymentEnvironment, openDeployment } from '@learning-tracker/deployment';
import { createLearnerSettings } from '@learning-tracker/gateway';
import { createMetricProcessor } from '@learning-tracker/metric-processor';
import {
  createManualScheduler,
  createTelemetry,
  parseEnvironment,
  silentLogger,
  systemClock,
} from '@learning-tracker/runtime';
import { createCourseReader, openEmailVault } from '@learning-tracker/storage';
import { recordKey, TOPICS } from '@learning-tracker/streams';
import { createWeeklyRollover } from '@learning-tracker/weekly-rollover';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { until } from '../../packages/streams/contract/until.ts';
import { startKafka } from '../servers/kafka.ts';
import { startRedis } from '../servers/redis.ts';
import { startSchemaRegistry } from '../servers/schema-registry.ts';

const LEARNERS = Array.from({ length: 12 }, (_, n) => ({ courseId: 'c1', learnerId: `learner ${n}` }));
const WEEK = 7 * 86_400_000_000;
const stops: (() => Promise<unknown>)[] = [];
/** Two machines of one deployment. */
let one: Deployment;
let two: Deployment;

beforeAll(async () => {
  const [kafka, registry, redis] = await Promise.all([startKafka(), startSchemaRegistry(), startRedis()]);
  stops.push(kafka.stop, registry.stop, redis.destroy);
  const env = {
    KAFKA_BROKERS: kafka.address,
    SCHEMA_REGISTRY_URL: registry.url,
    REDIS_URL: redis.url,
    TRACKER_PARTITIONS: '3',
    TRACKER_ERASURE_KEY: 'k'.repeat(32),
  };
  const open = () =>
    openDeployment(parseEnvironment(env, deploymentEnvironment), {
      clientId: 'test',
      logger: silentLogger,
      clock: systemClock,
      signal: new AbortController().signal,
    });
  one = await open();
  two = await open();
  stops.unshift(
    () => one.close(),
    () => two.close(),
  );
}, 120_000);

afterAll(async () => {
  for (const stop of stops) await stop();
});

const fail = (error: unknown) => {
  throw error;
};
const common = { logger: silentLogger, telemetry: createTelemetry() };

async function settingsOn(deployment: Deployment) {
  const rows = deployment.sealedRows;
  const vault = await openEmailVault({ rows, key: 'v'.repeat(32), logger: silentLogger });
  return createLearnerSettings({ ...common, ...deployment, vault, clock: systemClock });
}

async function rolloverOn(deployment: Deployment, clock: { now(): number }) {
  const { log, serde, store, erasures } = deployment;
  const rollover = createWeeklyRollover({
    ...common,
    log,
    serde,
    clock,
    courses: createCourseReader(store),
    scheduler: createManualScheduler(),
    isErased: erasures.isErased,
    onFailure: fail,
  });
  stops.unshift(rollover.stop);
  await rollover.start();
  return rollover;
}

it('settings change once of two that race, settle, and two rollovers open each week once', async () => {
  const json = JSON.stringify({ courseId: 'c1' });
  const value = one.serde.encode('CourseConfigured', { courseId: 'c1', version: 1, json });
  await one.log.append([{ topic: TOPICS.courseContent, key: recordKey('c1'), value, partition: 0 }]);
  const { log, serde, store, erasures } = one;
  const processor = createMetricProcessor({
    ...common,
    log,
    serde,
    store,
    clock: systemClock,
    isErased: erasures.isErased,
    onFailure: fail,
  });
  stops.unshift(processor.stop);
  await processor.start();

  const [left, right] = [await settingsOn(one), await settingsOn(two)];
  await until('every partition is complete', async () => {
    const progress = await store.progress();
    return progress.length === 4 && progress.every(({ complete }) => complete);
  });
  for (const learner of LEARNERS) {
    const results = await Promise.allSettled([
      left.change(learner, { kind: 'goal', goal: 'left' }),
      right.change(learner, { kind: 'goal', goal: 'right' }),
    ]);
    const [winner, ...others] = results.flatMap(({ status }, n) => (status === 'fulfilled' ? [n] : []));
    expect(others).toEqual([]);
    const goal = ['left', 'right'][winner ?? 2];
    expect(await left.view(learner)).toMatchObject({ goal });
    expect(await right.view(learner)).toMatchObject({ goal });
  }
  await until('all changes have settled', async () => {
    const stored = await Promise.all(LEARNERS.map((learner) => two.store.settings(learner)));
    return stored.every(({ part, pending }) => part !== null && pending.length === 0);
  });

  const clock = { now: () => systemClock.now() + WEEK };
  const rollovers = [await rolloverOn(one, clock), await rolloverOn(two, clock)];
  let opened = 0;
  await until('every learner was given a week', async () => {
    const counts = await Promise.all(rollovers.map((rollover) => rollover.look()));
    opened += counts.reduce((sum, count) => sum + count, 0);
    return opened >= LEARNERS.length;
  });
  await until('every learner may change the goal', async () => {
    const views = await Promise.all(LEARNERS.map((learner) => right.view(learner)));
    return views.every(({ goalMayChange }) => goalMayChange);
  });
  await right.change({ courseId: 'c1', learnerId: 'learner 3' }, { kind: 'goal', goal: 'anew' });
  expect(await left.view({ courseId: 'c1', learnerId: 'learner 3' })).toMatchObject({
    goal: 'anew',
    goalMayChange: false,
  });

  const appended = (await log.offsets(TOPICS.learnerSettings)).reduce((sum, { end }) => sum + end, 0);
  await until('the books balance at the end of the log', async () => {
    const counts = (await store.progress()).flatMap((entry) => entry.counts[TOPICS.learnerSettings] ?? []);
    const taken = counts.reduce((sum, c) => sum + c.applied + c.unchanged + c.ignored + c.deadLettered, 0);
    return taken === appended;
  });
});
