import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { createSyntheticCourse, writeExports } from '@learning-tracker/synthetic-course';
import { expect, test } from 'vitest';
import { expectBalance, logEnds, startBench, statesOf } from './engine-bench.ts';
import { eventually, startTracker, temporaryFolder } from './support.ts';

/** Decides when the kills come; any seed must do. */
const SEED = 20_240_108;
const KILLS = 6;

test(`killed ${KILLS} times (seed ${SEED}), a run ends in the same bytes as an undisturbed one`, async () => {
  const folder = temporaryFolder();
  const exports = join(folder, 'exports');
  const data = join(folder, 'data.sqlite');
  const course = createSyntheticCourse({ seed: 5, learners: 25, weeks: 2 });
  await writeExports(course, exports);
  // With fixed maxima no figure depends on the moment of a calibration.
  const config = { ...course.config, previousCohortMaxima: { metric_2: 1, metric_4: 600 } };
  const configPath = join(folder, 'course.json');
  writeFileSync(configPath, JSON.stringify(config));

  const undisturbed = await startBench(config, { exportsFolder: exports });
  await undisturbed.take({});
  const wanted = await statesOf(undisturbed.engine.store);
  const wantedFigures = await undisturbed.figures();
  const total = sum(Object.values(await logEnds(undisturbed.engine.log)));
  await undisturbed.stop();
  expect(wanted.length).toBeGreaterThan(200);

  const random = createRandom(SEED);
  const shares = Array.from({ length: KILLS }, (_, n) => (0.97 * (n + random())) / KILLS);
  const seen: { readonly published: number; readonly processed: number }[] = [];
  for (const [n, share] of shares.entries()) {
    const run = startTracker(
      'run',
      '--config',
      configPath,
      '--exports',
      exports,
      '--data',
      data,
      '--port',
      '0',
    );
    // In turn by what is published and by what is processed.
    const counted = n % 2 === 0 ? 'published' : 'processed';
    await eventually(
      async () => progressOf(data)[counted],
      (records) => records > share * total,
      60_000,
      2,
    );
    expect(await run.end('SIGKILL')).toBe('SIGKILL');
    seen.push(progressOf(data));
  }
  const unfinished = seen.filter(({ published }) => published < total);
  expect({ seen, unfinished: unfinished.length }).toMatchObject({
    unfinished: expect.toSatisfy((n) => n >= KILLS / 2),
  });

  const last = await startBench(config, { folder });
  await last.take({});
  expect(await statesOf(last.engine.store)).toEqual(wanted);
  expect(await last.figures()).toEqual(wantedFigures);
  const progress = await last.engine.store.progress();
  expectBalance(progress);
  const positions = progress.flatMap(({ partition, positions }) =>
    Object.entries(positions).map(([topic, at]) => [
      `${topic}/${partition === 'content' ? 0 : partition}`,
      at,
    ]),
  );
  expect(Object.fromEntries(positions)).toEqual(await logEnds(last.engine.log));
  expect(last.engine.fetcher.status().files.filter(({ state }) => state !== 'published')).toEqual([]);
});

/** Records on the log and records processed, read from the file of a process that may be at work. */
function progressOf(path: string): { readonly published: number; readonly processed: number } {
  if (!existsSync(path)) return { published: 0, processed: 0 };
  const db = new DatabaseSync(path, { readOnly: true, timeout: 10_000 });
  try {
    const tables = db.prepare(
      "SELECT count(*) AS n FROM sqlite_schema WHERE name IN ('log_partition', 'store_position')",
    );
    if (tables.get()?.n !== 2) return { published: 0, processed: 0 };
    const row = db
      .prepare(
        `SELECT (SELECT coalesce(sum(end_offset), 0) FROM log_partition) AS published,
                (SELECT coalesce(sum(next_offset), 0) FROM store_position) AS processed`,
      )
      .get();
    return { published: Number(row?.published), processed: Number(row?.processed) };
  } finally {
    db.close();
  }
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, n) => total + n, 0);
}

/** Park and Miller's generator: 0 to 1. */
function createRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
}
