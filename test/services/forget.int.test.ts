import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import type { Deployment } from '@learning-tracker/deployment';
import { signToken } from '@learning-tracker/gateway';
import { isErasedRecord, recordKey, TOPICS } from '@learning-tracker/streams';
import kafkajs from 'kafkajs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { expectBalance, statesOf } from '../e2e/engine-bench.ts';
import {
  DASHBOARD_ID,
  forgettableClicks,
  forgettableTables,
  nextDay,
  TABLE_ID,
} from '../e2e/forgettable-learner.ts';
import { COURSE, FIRST_DAY, put, smallConfig, TABLES_ZIP, tablesZip } from '../e2e/small-course.ts';
import { eventually, runHere } from '../e2e/support.ts';
import { lagOf, SECRET, type ServicesBench, startServicesBench } from './bench.ts';
import type { ServiceProcess } from './service-process.ts';

const DEADLINE_MS = 90_000;
const LEARNER = { courseId: COURSE, learnerId: TABLE_ID };
let bench: ServicesBench;
let destroy = async () => {};

beforeAll(async () => {
  bench = await startServicesBench();
  destroy = bench.destroy;
  await mkdir(join(bench.folder, 'exports'));
  writeFileSync(join(bench.folder, 'course.json'), JSON.stringify(smallConfig()));
}, 180_000);
afterAll(() => destroy());

const deliver = (files: Readonly<Record<string, string | Uint8Array>>) =>
  put(join(bench.folder, 'exports'), files);
const tokenOf = (claims: Parameters<typeof signToken>[0]) =>
  signToken(claims, { secret: SECRET, nowMs: Date.now(), ttlSeconds: 3_600 });

async function settled({ log, store }: Deployment, atLeast: number): Promise<void> {
  await eventually(
    async () => [await lagOf({ log, store }), await published(log)] as const,
    ([lag, count]) => lag === 0 && count >= atLeast,
    DEADLINE_MS,
    200,
  );
}

async function published(log: Deployment['log']): Promise<number> {
  const offsets = await Promise.all(Object.values(TOPICS).map((topic) => log.offsets(topic)));
  return offsets.flat().reduce((sum, { end }) => sum + end, 0);
}

/** Records of all topics that hold one of the learner's ids, and how many are empty. */
async function traces(log: Deployment['log']): Promise<{ named: number; empty: number }> {
  const found = { named: 0, empty: 0 };
  for (const topic of Object.values(TOPICS)) {
    for (const { partition, begin, end } of await log.offsets(topic)) {
      for await (const { records } of log.read({ topic, partition, from: begin, to: end })) {
        for (const record of records) {
          const text = record.key + Buffer.from(record.value).toString('latin1');
          if (text.includes(TABLE_ID) || text.includes(DASHBOARD_ID)) found.named += 1;
          if (isErasedRecord(record)) found.empty += 1;
        }
      }
    }
  }
  return found;
}

function isInLedger(): boolean {
  return readdirSync(bench.folder)
    .filter((name) => name.startsWith('ledger.sqlite'))
    .map((name) => readFileSync(join(bench.folder, name)))
    .some((bytes) => bytes.includes(TABLE_ID) || bytes.includes(DASHBOARD_ID));
}

async function expectNowhere({ log, store }: Deployment): Promise<void> {
  expect((await traces(log)).named).toBe(0);
  expect(await store.read(LEARNER)).toBeNull();
  expect(await store.read({ ...LEARNER, learnerId: DASHBOARD_ID })).toBeNull();
  expect(await store.tableId(COURSE, DASHBOARD_ID)).toBeNull();
  expect(await store.dashboardId(COURSE, TABLE_ID)).toBeNull();
  expect((await statesOf(store)).some((state) => state.includes(TABLE_ID))).toBe(false);
}

async function statusOf(gateway: ServiceProcess, path: string, method = 'GET', body?: object) {
  const token = await tokenOf({ role: 'learner', sub: DASHBOARD_ID, idKind: 'dashboard', course: COURSE });
  const answer = await fetch(`${gateway.url()}/w/${token}${path}`, {
    method,
    ...(body === undefined
      ? {}
      : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
  });
  await answer.arrayBuffer();
  return answer.status;
}

/** Forgets by the route, and follows it to the receipt. */
async function deleted(gateway: ServiceProcess, learner: string): Promise<unknown> {
  const authorization = `Bearer ${await tokenOf({ role: 'operator', sub: 'operator-of-the-test' })}`;
  const path = `/v1/courses/${COURSE}/learners/${learner}`;
  const ask = async (url: string, method = 'GET') => {
    const answer = await fetch(`${gateway.url()}${url}`, { method, headers: { authorization } });
    return { status: answer.status, location: answer.headers.get('location'), body: await answer.json() };
  };
  const first = await ask(path, 'DELETE');
  if (first.status === 200) return first.body;
  expect(first).toMatchObject({ status: 202, location: expect.stringMatching(/^\/v1\/erasures\//) });
  const last = await eventually(
    () => ask(first.location ?? ''),
    ({ status }) => status === 200,
    DEADLINE_MS,
  );
  return last.body;
}

test('a learner forgotten beside running services does not come back: not by an export, a replay, a retry, an older Redis', async () => {
  const withBad = forgettableTables();
  withBad.course_progress?.push([COURSE, 'quiz', TABLE_ID, '2', 'no time']);
  deliver({
    [TABLES_ZIP]: await tablesZip(withBad),
    [`access-${FIRST_DAY}.csv.gz`]: forgettableClicks(FIRST_DAY),
  });
  const processors = [bench.start('metric-processor'), bench.start('metric-processor')] as const;
  const gateways = [bench.start('gateway'), bench.start('gateway')] as const;
  const others = [bench.start('fetcher'), bench.start('weekly-rollover')] as const;
  const services = [...processors, ...gateways, ...others];
  await Promise.all(services.map((service) => service.until(/"(started|serving)"/)));
  const deployment = await bench.open();
  const { log, store } = deployment;
  await settled(deployment, 40);
  await eventually(
    async () => store.tableId(COURSE, DASHBOARD_ID),
    (id) => id === TABLE_ID,
    DEADLINE_MS,
  );
  const key = recordKey(COURSE, TABLE_ID);
  await log.append([{ topic: TOPICS.clicks, key, value: Buffer.from(`junk of ${TABLE_ID}`) }]);
  const consent = `/learner_data/consent/${DASHBOARD_ID}/${COURSE}`;
  const choice = { consent: true, followUp: false };
  expect(await statusOf(gateways[0], consent, 'POST', choice)).toBe(200);
  const metrics = `/v1/courses/${COURSE}/learners/me/metrics`;
  expect(await statusOf(gateways[1], metrics)).toBe(200);
  await settled(deployment, 40);
  await eventually(
    async () => (await log.offsets(TOPICS.deadLetters)).reduce((sum, { end }) => sum + end, 0),
    (letters) => letters >= 2,
    DEADLINE_MS,
  );
  expect((await traces(log)).named).toBeGreaterThan(5);
  expect(isInLedger()).toBe(true);
  await bench.redis.stop();
  const older = await bench.redis.backup();
  await bench.redis.start();
  await settled(deployment, 40);
  const untouched = (await statesOf(store)).filter(
    (state) => !state.includes(TABLE_ID) && !state.includes(DASHBOARD_ID),
  );

  const env = bench.environment;
  const before = await published(log);
  const told = await runHere(['forget', DASHBOARD_ID, '--json'], env);
  expect(told).toMatchObject({ code: 0, stderr: '' });
  const receipt = JSON.parse(told.stdout);
  expect(receipt).toMatchObject({ complete: true, digests: [expect.any(String), expect.any(String)] });
  const counted = (place: string) =>
    receipt.places.find((one: { place: string }) => one.place === place)?.count;
  const places = [...Object.values(TOPICS).map((topic) => `topic ${topic}`), 'store'];
  for (const place of places) expect([place, counted(place) > 0]).toEqual([place, true]);
  await expectNowhere(deployment);
  await eventually(
    async () => isInLedger(),
    (found) => !found,
    DEADLINE_MS,
  );
  expect(await published(log)).toBeGreaterThanOrEqual(before);
  const admin = new kafkajs.Kafka({
    brokers: [bench.kafka.address],
    logLevel: kafkajs.logLevel.NOTHING,
  }).admin();
  await admin.connect();
  const topics = (await admin.listTopics()).filter((name) => !name.startsWith('__')).sort();
  await admin.disconnect();
  expect(topics.map((name) => name.replace(/\.g1-[0-9a-f]{8}$/, ' copied'))).toEqual(
    [...Object.values(TOPICS).map((topic) => `${topic} copied`), 'log-control'].sort(),
  );
  for (const gateway of gateways) {
    expect(await statusOf(gateway, metrics)).toBe(404);
    expect(await statusOf(gateway, consent, 'POST', choice)).toBe(404);
  }

  // The next day's exports hold the learner.
  deliver(await nextDay());
  await eventually(
    async () => (await statesOf(store)).length,
    (length) => length > untouched.length,
    DEADLINE_MS,
  );
  await settled(deployment, before);
  await expectNowhere(deployment);
  await runHere(['dead-letters', 'retry', '--all', '--again'], env);
  await settled(deployment, before);
  await expectNowhere(deployment);
  expectBalance(await store.progress());
  const states = await statesOf(store);

  // From offset 0, into a store that knows neither learner nor list.
  const second = { STORE_DEPLOYMENT: 'second' };
  bench.start('metric-processor', second);
  const replayed = await bench.open(second);
  await settled(replayed, before);
  await eventually(
    () => statesOf(replayed.store),
    (found) => isDeepStrictEqual(found, states),
    DEADLINE_MS,
    200,
  );
  await expectNowhere(replayed);
  expect((await replayed.store.erasures()).size).toBe(2);

  // An older copy of Redis holds the learner, and not the list.
  await bench.redis.stop();
  await bench.redis.restore(older);
  await bench.redis.start();
  await eventually(
    async () => [await store.read(LEARNER), (await store.erasures()).size] as const,
    ([record, listed]) => record === null && listed === 2,
    DEADLINE_MS,
    100,
  );
  await settled(deployment, before);
  await eventually(
    () => statesOf(store),
    (found) => isDeepStrictEqual(found, states),
    DEADLINE_MS,
    200,
  );
  await expectNowhere(deployment);
  expectBalance(await store.progress());
  for (const gateway of gateways) expect(await statusOf(gateway, metrics)).toBe(404);

  // Emptied: all of it comes from the log.
  await bench.redis.stop();
  await bench.redis.restore(null);
  await bench.redis.start();
  await eventually(
    () => statesOf(store),
    (found) => isDeepStrictEqual(found, states),
    DEADLINE_MS,
    200,
  );
  await expectNowhere(deployment);

  // Another one, by the route, in a second rewriting of the log.
  const rest = states.filter((state) => !/\beva\b/.test(state));
  expect(rest.length).toBeLessThan(states.length);
  expect(await deleted(gateways[0], 'eva')).toMatchObject({ state: 'done', complete: true });
  await eventually(
    () => statesOf(store),
    (found) => isDeepStrictEqual(found, rest),
    DEADLINE_MS,
    200,
  );
  await settled(deployment, before);
  await expectNowhere(deployment);
  const codes = await Promise.all(services.map((service) => service.end('SIGTERM')));
  expect(codes).toEqual(services.map(() => 0));
  const logs = services.flatMap((service) => service.lines()).join('\n');
  expect(logs).not.toContain(TABLE_ID);
  expect(logs).not.toContain(DASHBOARD_ID);
}, 400_000);
