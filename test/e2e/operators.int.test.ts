import { join } from 'node:path';
import { type Deployment, deploymentEnvironment, openDeployment } from '@learning-tracker/deployment';
import { openRowRequests } from '@learning-tracker/fetcher';
import { parseEnvironment, silentLogger, systemClock } from '@learning-tracker/runtime';
import { erasureDigest } from '@learning-tracker/storage';
import { partitionOf, recordKey, TOPICS } from '@learning-tracker/streams';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startKafka } from '../servers/kafka.ts';
import { startRedis } from '../servers/redis.ts';
import { startSchemaRegistry } from '../servers/schema-registry.ts';
import { runHere, temporaryFolder } from './support.ts';

const PARTITIONS = 3;
const ERASURE_KEY = 'k'.repeat(32);
const COURSE = 'c';
const stops: (() => Promise<void>)[] = [];
let env: Record<string, string>;
let deployment: Deployment;

beforeAll(async () => {
  const [kafka, registry, redis] = await Promise.all([startKafka(), startSchemaRegistry(), startRedis()]);
  stops.push(kafka.stop, registry.stop, redis.destroy);
  env = {
    KAFKA_BROKERS: kafka.address,
    SCHEMA_REGISTRY_URL: registry.url,
    REDIS_URL: redis.url,
    TRACKER_PARTITIONS: String(PARTITIONS),
    TRACKER_ERASURE_KEY: ERASURE_KEY,
  };
  deployment = await openDeployment(parseEnvironment(env, deploymentEnvironment), {
    clientId: 'test',
    logger: silentLogger,
    clock: systemClock,
    signal: new AbortController().signal,
  });
  stops.unshift(deployment.close);
}, 120_000);

afterAll(async () => {
  for (const stop of stops) await stop();
});

const operate = (...args: readonly string[]) => runHere(args, env);
const junk = Buffer.from([0xff, 0, 1]);

/** Appends clicks that nobody can read, and the dead letters that tell of them. @returns their ids, in order */
async function letDie(...learners: readonly string[]): Promise<string[]> {
  const ids: string[] = [];
  for (const learnerId of learners) {
    const key = recordKey(COURSE, learnerId);
    const partition = partitionOf(key, PARTITIONS);
    const offsets = await deployment.log.offsets(TOPICS.clicks);
    const id = `${TOPICS.clicks}/${partition}/${offsets[partition]?.end}`;
    const letter = {
      id,
      courseId: COURSE,
      learnerId,
      code: 'RECORD_UNDECODABLE',
      reason: 'Junk.',
      source: id,
    };
    const value = deployment.serde.encode('DeadLetter', { ...letter, original: junk });
    await deployment.log.append([
      { topic: TOPICS.clicks, key, value: junk },
      { topic: TOPICS.deadLetters, key, value },
    ]);
    ids.push(id);
  }
  return ids;
}

async function clicksOf(learnerId: string): Promise<number> {
  const key = recordKey(COURSE, learnerId);
  const range = { topic: TOPICS.clicks, partition: partitionOf(key, PARTITIONS) };
  const { begin = 0, end = 0 } = (await deployment.log.offsets(TOPICS.clicks))[range.partition] ?? {};
  let found = 0;
  for await (const { records } of deployment.log.read({ ...range, from: begin, to: end })) {
    found += records.filter((record) => record.key === key && junk.equals(record.value)).length;
  }
  return found;
}

describe('operators on Kafka, registry and Redis', () => {
  test('see how far the store is behind, by topic and partition', async () => {
    await letDie('a', 'a', 'a');
    const partition = partitionOf(recordKey(COURSE, 'a'), PARTITIONS);
    const claim = await deployment.store.claim(partition);
    await deployment.store.commit(partition, claim, {
      positions: { [TOPICS.clicks]: { from: 0, to: 2 } },
      ...{ parts: [], learners: [], courseParts: [], ids: [], counts: {}, complete: false },
    });
    const seen = await operate('lag', '--json');
    expect(seen).toMatchObject({ code: 0, stderr: '' });
    const { total, partitions } = JSON.parse(seen.stdout);
    expect(total).toBe(1);
    expect(partitions).toHaveLength(3 * PARTITIONS + 1);
    expect(partitions).toContainEqual({
      ...{ topic: TOPICS.clicks, partition, begin: 0, end: 3, position: 2, lag: 1, state: 'catching-up' },
      groups: { 'learning-tracker.metric-processor': null, 'learning-tracker.weekly-rollover': null },
    });
    expect(partitions).toContainEqual(
      expect.objectContaining({ topic: TOPICS.courseContent, state: 'unclaimed', position: null }),
    );
  });

  test('see the topics as the brokers keep them and the schemas as the registry has them', async () => {
    const described = JSON.parse((await operate('topics', '--json')).stdout);
    expect(described).toHaveLength(Object.keys(TOPICS).length);
    for (const { topic, partitions, settings, schemas } of described) {
      expect(partitions).toBe(topic === TOPICS.courseContent ? 1 : PARTITIONS);
      expect(settings).toMatchObject({ 'cleanup.policy': 'delete', 'retention.ms': '-1' });
      for (const { versions } of schemas) {
        expect(versions).toEqual([{ version: 1, id: expect.any(Number) }]);
      }
    }
    expect((await operate('topics')).stdout).toMatch(/^dead-letters +3 +\d+ .*retention\.ms=-1/m);
  });

  test('list, show and retry dead letters, each once, and never those of whom to forget', async () => {
    const [first = '', second = '', third = ''] = await letDie('d', 'e', 'f');
    await deployment.store.addErasure(erasureDigest(ERASURE_KEY, { courseId: COURSE, learnerId: 'f' }));
    const listed = JSON.parse((await operate('dead-letters', 'list', '--limit', '3', '--json')).stdout);
    expect(listed.map(({ id }: { id: string }) => id).sort()).toEqual([first, second, third].sort());
    const shown = await operate('dead-letters', 'show', first);
    expect(shown.stdout).toContain('original: 3 bytes, in hex\nff0001');

    const ids = [first, second, third];
    const retried = await operate('dead-letters', 'retry', ...ids);
    expect(retried).toMatchObject({ code: 0, stdout: expect.stringMatching(/^2 +appended /m) });
    expect(retried.stdout).toMatch(/^1 +erased /m);
    expect((await operate('dead-letters', 'retry', ...ids)).stdout).toMatch(/^2 +already /m);
    expect(await Promise.all(['d', 'e', 'f'].map(clicksOf))).toEqual([2, 2, 1]);
    const after = JSON.parse((await operate('dead-letters', 'list', '--limit', '3', '--json')).stdout);
    const ways = after.map(({ id, retriedHow }: { id: string; retriedHow: string }) => [id, retriedHow]);
    expect(ways.sort()).toEqual(
      [
        [first, 'appended'],
        [second, 'appended'],
        [third, null],
      ].sort(),
    );
  });

  test('retry rows of files where the ledger of the fetcher is', async () => {
    const row = {
      id: 'abc/access/7',
      courseId: COURSE,
      learnerId: null,
      code: 'bad_time',
      reason: 'No time.',
    };
    const value = deployment.serde.encode('DeadLetter', {
      ...row,
      source: 'x:7',
      original: Buffer.from('x'),
    });
    await deployment.log.append([{ topic: TOPICS.deadLetters, key: recordKey(COURSE), value }]);
    const retry = ['dead-letters', 'retry', row.id] as const;
    expect(await operate(...retry)).toMatchObject({
      code: 1,
      stdout: expect.stringMatching(/^1 +impossible .*FETCHER_LEDGER_FILE/m),
    });
    const FETCHER_LEDGER_FILE = join(temporaryFolder(), 'ledger.sqlite');
    expect((await runHere(retry, { ...env, FETCHER_LEDGER_FILE })).stderr).toContain('INPUT_UNREADABLE');
    openRowRequests(FETCHER_LEDGER_FILE).close();
    expect((await runHere(retry, { ...env, FETCHER_LEDGER_FILE })).stdout).toMatch(
      /^1 +impossible +rows of files that this ledger does not know/m,
    );
  });

  test('are told everything that is wrong with the environment, and of what stays away', async () => {
    const wrong = await runHere(['lag'], { KAFKA_BROKERS: 'nowhere', TRACKER_PARTITIONS: '0' });
    expect(wrong.stderr).toContain('ENVIRONMENT_INVALID');
    for (const name of ['KAFKA_BROKERS', 'SCHEMA_REGISTRY_URL', 'REDIS_URL', 'TRACKER_PARTITIONS'])
      expect(wrong.stderr).toContain(name);
    const away = await runHere(['topics', '--wait', '1'], { ...env, REDIS_URL: 'redis://127.0.0.1:1' });
    expect(away.stderr).toMatch(/^DEPLOYMENT_AWAY: waited 1 s in vain to open the store$/);
  });
});
