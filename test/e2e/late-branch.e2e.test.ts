import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createSyntheticCourse, writeExports } from '@learning-tracker/synthetic-course';
import { expect, test } from 'vitest';
import { expectBalance, startBench, statesOf } from './engine-bench.ts';
import { temporaryFolder } from './support.ts';

type Files = Record<string, Buffer>;

/** Some of a synthetic course's clicks stand under the ids of its branches, which only tables name. */
async function syntheticExports(
  seed: number,
  learners: number,
): Promise<{ config: unknown; tables: Files; days: Files }> {
  const course = createSyntheticCourse({ seed, learners, weeks: 1 });
  const folder = temporaryFolder();
  await writeExports(course, folder);
  const filesIn = (path: string, suffix: string): Files => {
    const names = readdirSync(path).filter((name) => name.endsWith(suffix));
    return Object.fromEntries(names.map((name) => [name, readFileSync(join(path, name))]));
  };
  return {
    config: course.config,
    tables: filesIn(folder, '.zip'),
    days: filesIn(join(folder, 'clickstream'), '.gz'),
  };
}

test('clicks under a branch that no table has named yet count once a table does: the same state bytes', async () => {
  const { config, tables, days } = await syntheticExports(7, 25);

  const atOnce = await startBench(config);
  await atOnce.take({ ...tables, ...days });
  const expected = await statesOf(atOnce.engine.store);
  expect(expected.length).toBeGreaterThan(200);
  expect(await atOnce.deadLetters()).toEqual([]);
  await atOnce.stop();

  const clicksFirst = await startBench(config);
  await clicksFirst.take(days);
  const letters = (await clicksFirst.deadLetters()).filter(({ code }) => code === 'unknown_course');
  expect(letters.length).toBeGreaterThan(20);
  const early = await statesOf(clicksFirst.engine.store);
  await clicksFirst.take(tables);
  const late = await statesOf(clicksFirst.engine.store);
  const kept = new Set(late);
  expect(early.filter((state) => !kept.has(state)).length).toBeGreaterThan(0);
  expect(late).toEqual(expected);
  expect(await clicksFirst.deadLetters()).toHaveLength(letters.length);
  expectBalance(await clicksFirst.engine.store.progress());
});

test('a course that is configured later has the state it would have had from the beginning', async () => {
  const [first, second] = [await syntheticExports(7, 8), await syntheticExports(8, 8)];
  const files = { ...first.tables, ...first.days, ...second.tables };
  const both = [first.config, second.config];

  const atOnce = await startBench(both);
  await atOnce.take({ ...files, ...renamed(second.days) });
  const expected = await statesOf(atOnce.engine.store);
  await atOnce.stop();

  const one = await startBench(first.config);
  await one.take({ ...files, ...renamed(second.days) });
  await one.stop();
  const later = await startBench(both, { folder: one.folder });
  await later.take({});
  expect(await statesOf(later.engine.store)).toEqual(expected);
  expectBalance(await later.engine.store.progress());
});

/** The days of two courses have the same names. */
function renamed(days: Files): Files {
  return Object.fromEntries(
    Object.entries(days).map(([name, bytes]) => [name.replace('.csv.gz', '-other.csv.gz'), bytes]),
  );
}
