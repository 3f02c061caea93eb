import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { createSyntheticCourse, writeExports } from '@learning-tracker/synthetic-course';
import { expect, test } from 'vitest';
import { expectBalance, logEnds, startBench, statesOf } from './engine-bench.ts';
import { eventually, startTracker, temporaryFolder } from './support.ts';

/** Decides how far into each stretch a kill comes; any seed must do. */
const SEED = 20_240_108;

/** What a run is at work on when it is killed, as its file shows it; each in its stretch of all records. */
const MOMENTS: readonly { readonly what: string; readonly share: number; readonly sql: string }[] = [
  { what: 'a table is staged', share: 0, sql: snapshotIn('staging') },
  { what: 'a table is published', share: 0.02, sql: snapshotIn('publishing') },
  { what: 'another table is published', share: 0.1, sql: snapshotIn('publishing') },
  { what: 'records wait to be processed', share: 0.2, sql: 'SELECT published > processed FROM progress' },
  { what: 'a clickstream file is begun', share: 0.4, sql: clicksBegun() },
  { what: 'another clickstream file is begun', share: 0.6, sql: clicksBegun() },
  { what: 'records wait again', share: 0.8, sql: 'SELECT published > processed FROM progress' },
];
/** The longest that a kill waits for its moment, in shares of all records. */
const STRETCH = 0.15;

test(`killed ${MOMENTS.length} times (seed ${SEED}), a run ends in the same bytes as an undisturbed one`, async () => {
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
  const total = Object.values(await logEnds(undisturbed.engine.log)).reduce((sum, end) => sum + end, 0);
  await undisturbed.stop();
  expect(wanted.length).toBeGreaterThan(200);

  const random = createRandom(SEED);
  const kills: { readonly what: string; readonly isNow: boolean; readonly published: number }[] = [];
  for (const { what, share, sql } of MOMENTS) {
    const from = (share + 0.1 * random()) * total;
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
    // Not at its very beginning: at the n-th look that finds the run at it.
    let looks = 1 + Math.floor(12 * random());
    const { published, isNow } = await eventually(
      async () => look(data, sql),
      (seen) => {
        if (seen.published < from) return false;
        if (seen.isNow) looks -= 1;
        return looks === 0 || seen.published > from + STRETCH * total;
      },
      60_000,
      1,
    );
    expect(await run.end('SIGKILL')).toBe('SIGKILL');
    kills.push({ what, isNow, published });
  }
  // All but perhaps the last come before the end, and most of them at their moment.
  expect(kills.filter(({ published }) => published < total).length).toBeGreaterThanOrEqual(
    MOMENTS.length - 1,
  );
  expect(kills.filter(({ isNow }) => isNow).length).toBeGreaterThan(MOMENTS.length / 2);

  const last = await startBench(config, { folder });
  await last.take({});
  expect({ kills, states: await statesOf(last.engine.store) }).toEqual({ kills, states: wanted });
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

/** Records on the log, and whether `sql` holds, in the file of a process that is at work. */
function look(path: string, sql: string): { readonly published: number; readonly isNow: boolean } {
  if (!existsSync(path)) return { published: 0, isNow: false };
  const db = new DatabaseSync(path, { readOnly: true, timeout: 10_000 });
  try {
    const tables = db.prepare(
      "SELECT count(*) AS n FROM sqlite_schema WHERE name IN ('log_partition', 'store_position', 'ledger_meta')",
    );
    if (tables.get()?.n !== 3) return { published: 0, isNow: false };
    const row = db
      .prepare(
        `WITH progress AS (SELECT
           (SELECT coalesce(sum(end_offset), 0) FROM log_partition) AS published,
           (SELECT coalesce(sum(next_offset), 0) FROM store_position) AS processed)
         SELECT published, (${sql}) AS is_now FROM progress`,
      )
      .get();
    return { published: Number(row?.published), isNow: row?.is_now === 1 };
  } finally {
    db.close();
  }
}

function snapshotIn(state: string): string {
  return `SELECT count(*) > 0 FROM ledger_snapshots WHERE state = '${state}'`;
}

function clicksBegun(): string {
  return `SELECT count(*) > 0 FROM ledger_files WHERE state = 'begun' AND kind <> 'tables'`;
}

/** Park and Miller's generator: 0 to 1. */
function createRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
}
