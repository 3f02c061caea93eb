import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { EMBEDDED_PARTITIONS } from '@learning-tracker/deployment';
import { systemClock } from '@learning-tracker/runtime';
import { createEmbeddedStore, erasureDigest } from '@learning-tracker/storage';
import {
  type ClickObserved,
  createEmbeddedSchemaRegistry,
  createSerde,
  partitionOf,
  recordKey,
  subjectsOf,
  TOPICS,
} from '@learning-tracker/streams';
import { expect, test } from 'vitest';
import { type EngineBench, expectBalance, startBench, statesOf } from './engine-bench.ts';
import { COURSE, click, clicksGzip, SECOND_DAY, smallConfig, smallExports } from './small-course.ts';
import { runHere, tracker } from './support.ts';

const BAD_DAY = 'access-2024-01-10.csv.gz';

interface Letter {
  readonly id: string;
  readonly code: string;
  readonly learnerId: string | null;
  readonly retriedAt: string | null;
  readonly retriedHow: string | null;
}

/** Runs an operators' command on the file of a bench. */
function operate(bench: EngineBench, ...args: readonly string[]) {
  return runHere([...args, '--data', join(bench.folder, 'data.sqlite')]);
}

async function letters(bench: EngineBench, ...args: readonly string[]): Promise<Letter[]> {
  return JSON.parse((await operate(bench, 'dead-letters', 'list', '--json', ...args)).stdout);
}

async function lag(bench: EngineBench) {
  return JSON.parse((await operate(bench, 'lag', '--json')).stdout);
}

/** The schemas that the file of a bench has, and clicks of a schema that it has not. */
async function schemasOf(bench: EngineBench) {
  const registry = createEmbeddedSchemaRegistry({ path: join(bench.folder, 'data.sqlite') });
  const serde = createSerde({ registry, clock: systemClock });
  await serde.register();
  const subjects = Object.values(TOPICS).flatMap(subjectsOf);
  const versions = await Promise.all(subjects.map(({ subject }) => registry.versions(subject)));
  const nextId = Math.max(...versions.flat().map(({ id }) => id)) + 1;
  const schema = JSON.parse(
    readFileSync(new URL('../../schemas/click-observed.avsc', import.meta.url), 'utf8'),
  );
  return {
    click: (value: ClickObserved) => serde.encode('ClickObserved', value),
    /** As a later version writes it, which has one more field at the end. */
    laterClick(value: ClickObserved): Buffer {
      const bytes = Buffer.concat([serde.encode('ClickObserved', value), Buffer.from([0])]);
      bytes.writeInt32BE(nextId, 1);
      return bytes;
    },
    async learnLaterSchema(): Promise<void> {
      const later = { ...schema, fields: [...schema.fields, { name: 'note', type: 'int', default: 0 }] };
      expect(await registry.register('later', JSON.stringify(later))).toBe(nextId);
    },
    close: () => registry.close(),
  };
}

const clickOf = (learnerId: string, minute: number): ClickObserved => ({
  ...{ courseId: COURSE, learnerId, kind: 'access', key: 'pageview', value: '{}', occurrence: 0, extra: {} },
  at: Date.parse(`${SECOND_DAY}T20:${minute}:00Z`) * 1000,
  url: 'https://www.coursera.org/learn/small-course/lecture/intro/item-intro',
  identity: Buffer.alloc(16, minute),
});

const keyOf = (learnerId: string) => recordKey(COURSE, learnerId);
const clickIdOf = (learnerId: string, offset: number) =>
  `${TOPICS.clicks}/${partitionOf(keyOf(learnerId), EMBEDDED_PARTITIONS)}/${offset}`;

test('what a later schema wrote is retried once it is known, once only, and never for whom to forget', async () => {
  const whole = await startBench(smallConfig());
  const bench = await startBench(smallConfig());
  for (const each of [whole, bench]) await each.take(await smallExports());
  const schemas = await schemasOf(bench);
  const laterClicks = [clickOf('ada', 10), clickOf('ada', 20), clickOf('eva', 30)];
  await bench.engine.log.append(
    laterClicks.map((value) => ({
      topic: TOPICS.clicks,
      key: keyOf(value.learnerId),
      value: schemas.laterClick(value),
    })),
  );
  await bench.engine.caughtUp();
  await bench.stop();
  const found = await letters(bench, '--code', 'SCHEMA_UNKNOWN');
  expect(found.map(({ learnerId, retriedAt }) => [learnerId, retriedAt]).sort()).toEqual([
    ['ada', null],
    ['ada', null],
    ['eva', null],
  ]);

  await schemas.learnLaterSchema();
  schemas.close();
  const store = createEmbeddedStore({
    path: join(bench.folder, 'data.sqlite'),
    partitions: EMBEDDED_PARTITIONS,
  });
  const key = readFileSync(join(bench.folder, 'data.sqlite.key'), 'utf8').trim();
  await store.addErasure(erasureDigest(key, { courseId: COURSE, learnerId: 'eva' }));
  await store.close();

  const ends = async () =>
    (await lag(bench)).partitions.reduce((sum: number, { end }: { end: number }) => sum + end, 0);
  const before = await ends();
  const dry = await operate(bench, 'dead-letters', 'retry', '--all', '--dry-run');
  expect(dry).toMatchObject({ code: 0, stdout: expect.stringMatching(/^2 +appended /m) });
  expect(await ends()).toBe(before);
  const retried = await operate(bench, 'dead-letters', 'retry', '--all');
  expect(retried).toMatchObject({ code: 0, stderr: '' });
  expect(retried.stdout).toMatch(/^2 +appended +records appended again to clickstream-events$/m);
  expect(retried.stdout).toMatch(/^1 +erased /m);
  expect(await ends()).toBe(before + 2);
  expect((await lag(bench)).total).toBe(2);
  expect((await operate(bench, 'dead-letters', 'retry', '--all')).stdout).toMatch(/^2 +already /m);
  expect(await ends()).toBe(before + 2);
  expect((await letters(bench)).map(({ learnerId, retriedHow }) => [learnerId, retriedHow])).toEqual(
    expect.arrayContaining([
      ['ada', 'appended'],
      ['eva', null],
    ]),
  );

  const wholeSchemas = await schemasOf(whole);
  await whole.engine.log.append(
    laterClicks.slice(0, 2).map((value) => ({
      topic: TOPICS.clicks,
      key: keyOf(value.learnerId),
      value: wholeSchemas.click(value),
    })),
  );
  wholeSchemas.close();
  await whole.engine.caughtUp();
  const again = await startBench(smallConfig(), { folder: bench.folder });
  await again.engine.caughtUp();
  expect(await statesOf(again.engine.store)).toEqual(await statesOf(whole.engine.store));
  expectBalance(await again.engine.store.progress());
});

test('a record that stays unusable is shown, dies again when it is retried, and the books balance', async () => {
  const bench = await startBench(smallConfig());
  await bench.take(await smallExports());
  const [{ end = 0 } = {}] = (await bench.engine.log.offsets(TOPICS.clicks)).slice(
    partitionOf(keyOf('dee'), EMBEDDED_PARTITIONS),
  );
  const junk = Buffer.from([0xff, 0, 0x1b]);
  await bench.engine.log.append([{ topic: TOPICS.clicks, key: keyOf('dee'), value: junk }]);
  await bench.engine.caughtUp();

  // The engine goes on beside the commands.
  const id = clickIdOf('dee', end);
  const shown = await operate(bench, 'dead-letters', 'show', id);
  expect(shown).toMatchObject({ code: 0, stderr: '' });
  expect(shown.stdout).toMatch(/^learner +dee$/m);
  expect(shown.stdout).toMatch(/^code +RECORD_UNDECODABLE$/m);
  expect(shown.stdout).toContain('original: 3 bytes, in hex\nff001b');
  expect(JSON.parse((await operate(bench, 'dead-letters', 'show', id, '--json')).stdout)).toMatchObject({
    id,
    original: { hex: 'ff001b' },
  });
  expect(await operate(bench, 'dead-letters', 'retry', id)).toMatchObject({ code: 0 });
  await bench.engine.caughtUp();
  const [newest, first] = await letters(bench, '--topic', TOPICS.clicks, '--limit', '2');
  expect(newest).toMatchObject({ id: clickIdOf('dee', end + 1), retriedAt: null });
  expect(first).toMatchObject({ id, retriedAt: expect.stringMatching(/^20.*Z$/), retriedHow: 'appended' });
  expectBalance(await bench.engine.store.progress());
});

test('a row of a file is asked of the fetcher, which reads the file again and tells nothing twice', async () => {
  const bench = await startBench(smallConfig());
  await bench.take({
    ...(await smallExports()),
    [BAD_DAY]: clicksGzip([
      click('ada', 'yesterday'),
      click('ben', '2024-01-10 08:00:00', undefined, { course: 'else' }),
    ]),
  });
  const states = await statesOf(bench.engine.store);
  const [row] = await letters(bench, '--topic', 'access', '--code', 'bad_time');
  const id = row?.id ?? '';
  expect((await operate(bench, 'dead-letters', 'retry', id)).stdout).toMatch(/^1 +requested /m);
  expect(await letters(bench, '--code', 'bad_time')).toMatchObject([{ id, retriedHow: 'requested' }]);
  const report = await bench.take({});
  expect(report.files).toMatchObject([{ name: BAD_DAY, state: 'published', rows: { read: 2, dead: 2 } }]);
  expect(await bench.take({})).toMatchObject({ files: [] });
  expect(await statesOf(bench.engine.store)).toEqual(states);
  expect(await letters(bench)).toHaveLength(2);

  const unknown = await operate(bench, 'dead-letters', 'retry', '--code', 'unknown_course');
  expect(unknown).toMatchObject({ code: 0, stdout: expect.stringMatching(/^1 +impossible .*course\.json/m) });
  const named = (await letters(bench, '--code', 'unknown_course')).map((letter) => letter.id);
  expect((await operate(bench, 'dead-letters', 'retry', ...named)).code).toBe(1);
});

test('lag and topics tell where log, store and group stand', async () => {
  const bench = await startBench(smallConfig());
  await bench.take(await smallExports());
  await bench.stop();
  const { total, partitions } = await lag(bench);
  expect(total).toBe(0);
  expect(partitions).toHaveLength(3 * EMBEDDED_PARTITIONS + 1);
  for (const { end, position, state, groups } of partitions) {
    expect({ position, state }).toEqual({ position: end, state: 'complete' });
    expect(groups['metric-processor'] ?? 0).toBe(end);
  }
  expect((await operate(bench, 'lag')).stdout).toMatch(/^total +0 +$/m);

  const described = JSON.parse((await operate(bench, 'topics', '--json')).stdout);
  const held = Object.fromEntries(described.map(({ topic, records }: Described) => [topic, records]));
  for (const topic of Object.values(TOPICS)) {
    const ends = partitions.filter((one: { topic: string }) => one.topic === topic);
    expect(held[topic]).toBe(ends.reduce((sum: number, { end }: { end: number }) => sum + end, 0));
  }
  for (const { schemas } of described) {
    for (const { versions } of schemas) expect(versions).toMatchObject([{ version: 1 }]);
  }
  expect((await operate(bench, 'topics')).stdout).toMatch(/^clickstream-events +ClickObserved +1 \(\d+\)$/m);
});

interface Described {
  readonly topic: string;
  readonly records: number;
}

test('what cannot be done ends with 1 or 2 and says why', async () => {
  const bench = await startBench(smallConfig());
  await bench.stop();
  for (const [args, code, said] of [
    [['dead-letters', 'show', 'table-rows/0/7'], 1, 'DEAD_LETTER_UNKNOWN'],
    [['dead-letters', 'retry', 'table-rows/0/7'], 1, 'DEAD_LETTER_UNKNOWN'],
    [['dead-letters', 'retry'], 2, 'USAGE'],
    [['dead-letters', 'retry', 'table-rows/0/7', '--all'], 2, 'USAGE'],
  ] as const) {
    expect(tracker(...args, '--data', join(bench.folder, 'data.sqlite'))).toMatchObject({
      code,
      stderr: expect.stringContaining(said),
      stdout: '',
    });
  }
  expect(tracker('lag')).toMatchObject({ code: 2, stderr: expect.stringContaining('--data') });
  expect(tracker('topics', '--data', join(bench.folder, 'missing'))).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('INPUT_UNREADABLE'),
  });
});
