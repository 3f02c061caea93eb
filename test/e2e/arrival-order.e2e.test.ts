import { cpSync, mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { silentLogger } from '@learning-tracker/runtime';
import { expect, test } from 'vitest';
import { readCourses } from '../../services/tracker/src/cli/options.ts';
import { startEngine } from '../../services/tracker/src/engine/engine.ts';
import { CASE, temporaryFolder } from './support.ts';

const TABLES = readdirSync(join(CASE, 'inputs')).filter((name) => name.endsWith('.zip'));
const DAYS = readdirSync(join(CASE, 'inputs', 'clickstream')).sort();

/** Lets the batches of files arrive one after the other. @returns all state bytes, and the books */
async function ingest(batches: readonly (readonly string[])[]) {
  const folder = temporaryFolder();
  const exportsFolder = join(folder, 'exports');
  mkdirSync(exportsFolder);
  const courses = await readCourses(join(CASE, 'course.none.json'));
  const dataPath = join(folder, 'data.sqlite');
  const engine = await startEngine({ dataPath, courses, exportsFolder, logger: silentLogger });
  try {
    for (const batch of batches) {
      for (const name of batch)
        cpSync(
          join(CASE, 'inputs', name.endsWith('.zip') ? '' : 'clickstream', name),
          join(exportsFolder, name),
        );
      await engine.fetcher.runOnce();
      await engine.caughtUp();
    }
    const states: string[] = [];
    for (let partition = 0; partition < engine.store.partitions; partition += 1) {
      for await (const { learnerId, parts } of engine.store.scan(partition)) {
        for (const [name, bytes] of parts)
          states.push(`${learnerId} ${name} ${Buffer.from(bytes).toString('hex')}`);
      }
    }
    return { states: states.sort(), progress: await engine.store.progress() };
  } finally {
    await engine.stop();
  }
}

test('the order in which files arrive does not matter, to the byte; the books balance', async () => {
  const atOnce = await ingest([[...TABLES, ...DAYS]]);
  const clicksFirst = await ingest([DAYS.slice(0, 150).reverse(), DAYS.slice(150), TABLES]);
  expect(atOnce.states.length).toBeGreaterThan(1_000);
  expect(clicksFirst.states).toEqual(atOnce.states);
  for (const { progress } of [atOnce, clicksFirst]) {
    for (const { positions, counts } of progress) {
      for (const [topic, position] of Object.entries(positions)) {
        const { applied = 0, unchanged = 0, ignored = 0, deadLettered = 0, erased = 0 } = counts[topic] ?? {};
        expect({ topic, sum: applied + unchanged + ignored + deadLettered + erased }).toEqual({
          topic,
          sum: position,
        });
      }
    }
  }
});
