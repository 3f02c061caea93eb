import { copyFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { EMBEDDED_PARTITIONS } from '@learning-tracker/deployment';
import { createEmbeddedStore } from '@learning-tracker/storage';
import { partitionOf, recordKey, TOPICS } from '@learning-tracker/streams';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { type EngineBench, expectBalance, startBench, statesOf } from './engine-bench.ts';
import {
  DASHBOARD_ID,
  forgettableClicks,
  forgettableTables,
  nextDay,
  TABLE_ID,
} from './forgettable-learner.ts';
import { COURSE, FIRST_DAY, put, smallConfig, TABLES_ZIP, tablesZip } from './small-course.ts';
import { eventually, runHere, startTracker, temporaryFolder, tracker } from './support.ts';

/** Bytes of an encrypted address, as if. */
const SEALED = 'sealed-0a1b2c3d4e5f60718293a4b5c6d7e8f9';

/** A course with the learner, and a dead letter of theirs. */
async function startedBench(): Promise<EngineBench> {
  const bench = await startBench(smallConfig());
  const withBad = forgettableTables();
  withBad.course_progress?.push([COURSE, 'quiz', TABLE_ID, '2', 'no time']);
  await bench.take({
    [TABLES_ZIP]: await tablesZip(withBad),
    [`access-${FIRST_DAY}.csv.gz`]: forgettableClicks(FIRST_DAY),
  });
  // Of settings: a change on its way, and a record that nobody can read.
  const learner = { courseId: COURSE, learnerId: DASHBOARD_ID };
  const bytes = Buffer.from(DASHBOARD_ID);
  const key = recordKey(COURSE, DASHBOARD_ID);
  const events = [{ eventId: 'event', bytes }] as const;
  const proposal = { expectedRevision: 0, proposedAt: 1, events };
  const partition = partitionOf(key, EMBEDDED_PARTITIONS);
  expect(await bench.engine.store.proposeSettings(partition, learner, proposal)).toBe('accepted');
  await bench.engine.log.append([{ topic: TOPICS.learnerSettings, key, value: bytes }]);
  await bench.engine.sealedRows.write(learner, 1, Buffer.from(SEALED));
  await bench.engine.caughtUp();
  return bench;
}

const dataOf = ({ folder }: EngineBench) => join(folder, 'data.sqlite');

function isInFile(path: string, ...texts: readonly string[]): boolean {
  return [path, `${path}-wal`].some(
    (file) => existsSync(file) && texts.some((text) => readFileSync(file).includes(text)),
  );
}

async function expectForgotten(bench: EngineBench): Promise<void> {
  expect(Object.keys(await bench.figures()).sort()).toEqual(['ada', 'ben', 'cho', 'dee', 'eva']);
  expect(await bench.engine.store.tableId(COURSE, DASHBOARD_ID)).toBeNull();
  expect(await bench.engine.store.dashboardId(COURSE, TABLE_ID)).toBeNull();
  expectBalance(await bench.engine.store.progress());
}

test('a learner forgotten beside a running engine is in no byte of the file, and does not come back', async () => {
  const bench = await startedBench();
  const data = dataOf(bench);
  expect(Object.keys(await bench.figures())).toContain(TABLE_ID);
  for (const text of [TABLE_ID, DASHBOARD_ID, SEALED]) expect(isInFile(data, text)).toBe(true);
  const others = (states: readonly string[]) => states.filter((state) => !state.includes(TABLE_ID));
  const before = others(await statesOf(bench.engine.store));
  const older = join(temporaryFolder(), 'older.sqlite');
  const copy = new DatabaseSync(data);
  copy.prepare('VACUUM INTO ?').run(older);
  copy.close();

  const told = await runHere(['forget', DASHBOARD_ID, '--data', data, '--json']);
  expect(told).toMatchObject({ code: 0, stderr: '' });
  const receipt = JSON.parse(told.stdout);
  expect(receipt).toMatchObject({ complete: true, digests: [expect.any(String), expect.any(String)] });
  const counted = (place: string) =>
    receipt.places.find((one: { place: string }) => one.place === place)?.count;
  const places = [
    'ledger',
    ...Object.values(TOPICS).map((topic) => `topic ${topic}`),
    'e-mail vault',
    'store',
  ];
  for (const place of places) expect([place, counted(place) > 0]).toEqual([place, true]);
  expect(readFileSync(`${data}.receipts`, 'utf8')).toBe(`${JSON.stringify(receipt)}\n`);
  expect(told.stdout).not.toContain(TABLE_ID);
  expect(isInFile(data, TABLE_ID, DASHBOARD_ID, SEALED)).toBe(false);
  expect((await bench.engine.store.settings({ courseId: COURSE, learnerId: DASHBOARD_ID })).pending).toEqual(
    [],
  );
  await expectForgotten(bench);
  expect(await statesOf(bench.engine.store)).toEqual(before);

  const { rows } = await bench.take(await nextDay());
  expect(rows.erased).toBeGreaterThan(0);
  await expectForgotten(bench);
  expect(isInFile(data, TABLE_ID, DASHBOARD_ID)).toBe(false);
  const after = await statesOf(bench.engine.store);
  await runHere(['dead-letters', 'retry', '--all', '--again', '--data', data]);
  await bench.stop();

  // A store that knows nothing, and the list: the whole log is read from its beginning.
  const emptied = new DatabaseSync(data);
  for (const table of ['claim', 'position', 'count', 'learner', 'learner_meta', 'part', 'id_map'])
    emptied.exec(`DELETE FROM store_${table}`);
  emptied.close();
  const again = await startBench(smallConfig(), { folder: bench.folder });
  await again.engine.caughtUp();
  await expectForgotten(again);
  expect(await statesOf(again.engine.store)).toEqual(after);
  await again.stop();
  expect(isInFile(data, TABLE_ID, DASHBOARD_ID)).toBe(false);

  // An older copy has the learner; forgotten by the receipt, it has not.
  const folder = temporaryFolder();
  copyFileSync(older, join(folder, 'data.sqlite'));
  copyFileSync(`${data}.key`, join(folder, 'data.sqlite.key'));
  expect(isInFile(join(folder, 'data.sqlite'), TABLE_ID)).toBe(true);
  const copied = join(folder, 'data.sqlite');
  const restored = await runHere(['forget', '--again', `${data}.receipts`, '--data', copied]);
  expect(restored).toMatchObject({ code: 0, stderr: '' });
  expect(isInFile(join(folder, 'data.sqlite'), TABLE_ID, DASHBOARD_ID)).toBe(false);
  const store = createEmbeddedStore({ path: join(folder, 'data.sqlite'), partitions: EMBEDDED_PARTITIONS });
  expect(await store.read({ courseId: COURSE, learnerId: TABLE_ID })).toBeNull();
  await store.close();
});

const answerSchema = z.looseObject({
  id: z.string().optional(),
  complete: z.boolean().optional(),
  digests: z.array(z.string()).optional(),
  dashboardId: z.string().nullish(),
});

test('an operator forgets a learner of a run by DELETE, by either id', async () => {
  const folder = temporaryFolder();
  const [exports, config, data] = ['exports', 'course.json', 'data.sqlite'].map((name) => join(folder, name));
  writeFileSync(config ?? '', JSON.stringify(smallConfig()));
  const files = {
    [TABLES_ZIP]: await tablesZip(forgettableTables()),
    [`access-${FIRST_DAY}.csv.gz`]: forgettableClicks(FIRST_DAY),
  };
  mkdirSync(exports ?? '');
  put(exports ?? '', files);
  const args = ['--config', config, '--exports', exports, '--data', data, '--port', '0'].map(String);
  const running = startTracker('run', ...args);
  const [, url = ''] = await running.until(/^(http:\/\/127\.0\.0\.1:\d+)\n/m);
  const token = tracker('token', '--role', 'operator', '--data', String(data)).stdout.trim();
  const ask = async (path: string, method = 'GET') => {
    const answer = await fetch(`${url}/v1/${path}`, {
      method,
      headers: { authorization: `Bearer ${token}` },
    });
    return { status: answer.status, body: answerSchema.parse(await answer.json()) };
  };
  const metrics = `courses/${COURSE}/learners/${TABLE_ID}/metrics?consent=all`;
  await eventually(
    () => ask(metrics),
    ({ status }) => status === 200,
    60_000,
  );
  await eventually(
    () => ask(`courses/${COURSE}/learners/${TABLE_ID}?consent=all`),
    ({ body }) => body.dashboardId === DASHBOARD_ID,
    60_000,
  );
  const { status, body } = await ask(`courses/${COURSE}/learners/${DASHBOARD_ID}`, 'DELETE');
  expect([status, body.complete, body.digests?.length]).toEqual([200, true, 2]);
  expect((await ask(metrics)).status).toBe(404);
  expect(await ask(`erasures/${body.id}`)).toEqual({ status: 200, body });
  expect(readFileSync(`${data}.receipts`, 'utf8')).toContain(body.id);
  expect(isInFile(String(data), TABLE_ID, DASHBOARD_ID)).toBe(false);
  expect(await running.end('SIGTERM')).toBe(0);
});
