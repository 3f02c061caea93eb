import { describe, expect, test } from 'vitest';
import { type EngineBench, expectBalance, logEnds, startBench, statesOf } from './engine-bench.ts';
import {
  COURSE,
  click,
  clicksGzip,
  csv,
  dayOfClicks,
  FIRST_DAY,
  NEXT_TABLES_ZIP,
  type Rows,
  SECOND_DAY,
  smallConfig,
  smallExports,
  smallTables,
  TABLES_ZIP,
  type Tables,
  tablesZip,
  zipOf,
} from './small-course.ts';

const THIRD_TABLES_ZIP = 'small_course_1705017600000.zip';

/** The bench after the whole small course. */
async function startedBench(tables?: Tables): Promise<EngineBench> {
  const bench = await startBench(smallConfig());
  await bench.take(await smallExports(tables));
  return bench;
}

/** The next snapshot, with one table's rows changed. */
async function next(table: string, change: (rows: Rows) => Rows, name = NEXT_TABLES_ZIP) {
  const tables = smallTables();
  const [heading = [], ...rows] = tables[table] ?? [];
  return { [name]: await tablesZip({ ...tables, [table]: [heading, ...change(rows)] }, name) };
}

describe('the newest snapshot is what counts', () => {
  test('a row that is gone takes its effect back, and only its own; come again, it counts again', async () => {
    const bench = await startedBench();
    const before = await bench.figures();
    expect(before.fay?.metric_7).toMatchObject({ absolute: 5 });
    const isGone = ([, item, learner, state]: readonly string[]) =>
      item === 'talk' && learner === 'fay' && state === '2';
    const { rows } = await bench.take(
      await next('course_progress', (all) => all.filter((row) => !isGone(row))),
    );
    expect(rows).toMatchObject({ published: 0, tombstones: 1 });
    const after = await bench.figures();
    expect(after.fay?.metric_7).toMatchObject({ absolute: 4, value: 80 });
    expect(after.fay?.metric_11).toMatchObject({ absolute: 1, value: 50 });
    expect({ ...after, fay: null }).toEqual({ ...before, fay: null });
    await bench.take(await next('course_progress', (all) => all, THIRD_TABLES_ZIP));
    expect(await bench.figures()).toEqual(before);
    expectBalance(await bench.engine.store.progress());
  });

  test('a changed row counts as it is now, in learners’ tables and in the course’s', async () => {
    const bench = await startedBench();
    const before = await bench.figures();
    await bench.take(
      await next('course_grades', (all) => all.map((row) => (row[1] === 'fay' ? row.with(3, '0.95') : row))),
    );
    const graded = await bench.figures();
    expect(graded).toEqual({ ...before, fay: { ...before.fay, metric_12: graded.fay?.metric_12 } });
    expect([before.fay?.metric_12.value, graded.fay?.metric_12.value]).toEqual([70, 95]);

    const toReading = (all: Rows) => all.map((row) => (row[1] === 'talk' ? row.with(4, '3') : row));
    await bench.take(await next('course_items', toReading, THIRD_TABLES_ZIP));
    const retyped = await bench.figures();
    expect(retyped.fay?.metric_11).toMatchObject({ absolute: 1, total: 1 });
    expect(retyped.fay?.metric_10).toMatchObject({ absolute: 2, total: 2 });
    // The third snapshot has the first one's grades again.
    expect(retyped.fay?.metric_12.value).toBe(70);
  });

  test('a post that is gone and a membership that is gone take their effect back', async () => {
    const bench = await startedBench();
    const before = await bench.figures();
    const tables = smallTables();
    const without = (table: string, column: number, value: string) =>
      (tables[table] ?? []).filter((row) => row[column] !== value);
    const zip = await tablesZip(
      {
        ...tables,
        discussion_answers: without('discussion_answers', 0, 'answer-1'),
        on_demand_session_memberships: without('on_demand_session_memberships', 2, 'ada'),
      },
      NEXT_TABLES_ZIP,
    );
    await bench.take({ [NEXT_TABLES_ZIP]: zip });
    const after = await bench.figures();
    expect(Object.keys(after)).toEqual(Object.keys(before).filter((id) => id !== 'ada'));
    expect(after.fay?.metric_2.raw).toBeLessThan(before.fay?.metric_2.raw ?? 0);
  });

  test('a table missing from a snapshot says nothing', async () => {
    const bench = await startedBench();
    const states = await statesOf(bench.engine.store);
    const { course_items } = smallTables();
    const zip = await zipOf({ 'course_items.csv': csv(course_items ?? []) });
    expect((await bench.take({ [NEXT_TABLES_ZIP]: zip })).rows).toMatchObject({
      published: 0,
      tombstones: 0,
    });
    expect(await statesOf(bench.engine.store)).toEqual(states);
  });

  test('an older snapshot that comes late changes nothing', async () => {
    const bench = await startBench(smallConfig());
    const { [TABLES_ZIP]: older = Buffer.alloc(0), ...clicks } = await smallExports();
    await bench.take({ ...clicks, ...(await next('course_progress', (rows) => rows.slice(2))) });
    const states = await statesOf(bench.engine.store);
    const figures = await bench.figures();
    const report = await bench.take({ [TABLES_ZIP]: older });
    expect(report.files).toMatchObject([{ state: 'older', rows: { published: 0, tombstones: 0 } }]);
    expect(await statesOf(bench.engine.store)).toEqual(states);
    expect(await bench.figures()).toEqual(figures);
  });

  test('what would remove over half of a table waits until it is accepted; the other tables do not', async () => {
    const bench = await startedBench();
    const before = await bench.figures();
    const tables = smallTables();
    const zip = await tablesZip(
      {
        ...tables,
        course_item_grades: (tables.course_item_grades ?? []).slice(0, 3),
        course_grades: (tables.course_grades ?? []).map((row) =>
          row[1] === 'fay' ? row.with(3, '0.95') : row,
        ),
      },
      NEXT_TABLES_ZIP,
    );
    const { files } = await bench.take({ [NEXT_TABLES_ZIP]: zip });
    expect(files).toMatchObject([
      {
        state: 'held',
        code: 'FETCH_TABLE_HELD',
        reason: expect.stringContaining('4 of 6 rows of course_item_grades'),
      },
    ]);
    const held = await bench.figures();
    expect([before.fay?.metric_12.value, held.fay?.metric_12.value]).toEqual([70, 95]);
    const ends = await logEnds(bench.engine.log);
    expect((await bench.take({})).files).toEqual([]);
    expect(await logEnds(bench.engine.log)).toEqual(ends);
    await bench.engine.fetcher.accept(NEXT_TABLES_ZIP);
    expect((await bench.take({})).files).toMatchObject([{ state: 'published', rows: { tombstones: 4 } }]);
  });
});

describe('keys that a table repeats', () => {
  test('the last row in file order counts; another order with the same last row changes nothing', async () => {
    const graded =
      (...grades: readonly string[]) =>
      (rows: Rows) => [
        ...rows.filter(([, learner]) => learner !== 'fay'),
        ...grades.map((grade) => [COURSE, 'fay', `${FIRST_DAY} 18:00:00`, grade, '0']),
      ];
    const bench = await startedBench();
    const take = async (name: string, ...grades: readonly string[]) => {
      const report = await bench.take(await next('course_grades', graded(...grades), name));
      return [report.rows.published, (await bench.figures()).fay?.metric_12.value];
    };
    expect(await take('small_course_1705000000001.zip', '0.1', '0.2', '0.9')).toEqual([1, 90]);
    expect(await take('small_course_1705000000002.zip', '0.2', '0.1', '0.9')).toEqual([0, 90]);
    expect(await take('small_course_1705000000003.zip', '0.9', '0.1', '0.2')).toEqual([1, 20]);
    expect(await take('small_course_1705000000004.zip', '0.2')).toEqual([0, 20]);
  });

  test('progress keeps how often a row stands in the table, in whatever order', async () => {
    const repeated: Rows = [
      [COURSE, 'prompt', 'ada', '1', `${SECOND_DAY} 10:00:00`],
      [COURSE, 'prompt', 'ada', '1', `${SECOND_DAY} 10:00:00`],
      [COURSE, 'prompt', 'ada', '1', `${SECOND_DAY} 20:00:00`],
    ];
    const bench = await startedBench();
    await bench.take(await next('course_progress', (rows) => [...rows, ...repeated]));
    const states = await statesOf(bench.engine.store);
    const { metric_5 } = (await bench.figures()).ada ?? {};
    expect(metric_5?.dueSoFar).toBe(3);
    const shuffled = (rows: Rows) => [...repeated.toReversed(), ...rows.toReversed()];
    const again = await bench.take(await next('course_progress', shuffled, THIRD_TABLES_ZIP));
    expect(again.rows.published).toBe(0);
    expect(await statesOf(bench.engine.store)).toEqual(states);
    const once = (rows: Rows) => [...rows, ...repeated.slice(1)];
    await bench.take(await next('course_progress', once, 'small_course_1705100000000.zip'));
    expect((await bench.figures()).ada?.metric_5.dueSoFar).toBe(2);
  });
});

describe('clicks count once, however often they are exported', () => {
  const file = `access-${FIRST_DAY}.csv.gz`;

  test('a day exported again, longer, adds only what is new', async () => {
    const longer = [
      ...dayOfClicks(FIRST_DAY),
      click('dee', `${FIRST_DAY} 22:00:00`),
      click('dee', `${FIRST_DAY} 22:30:00`),
    ];
    const bench = await startedBench();
    const before = await bench.figures();
    await bench.take({ [`access-${FIRST_DAY}_2.csv.gz`]: clicksGzip(longer) });
    const after = await bench.figures();
    expect({ ...after, dee: null }).toEqual({ ...before, dee: null });
    expect((after.dee?.metric_4.value ?? 0) - (before.dee?.metric_4.value ?? 0)).toBeCloseTo(0.5, 5);
    const once = await startBench(smallConfig());
    await once.take({ ...(await smallExports()), [file]: clicksGzip(longer) });
    expect(await statesOf(once.engine.store)).toEqual(await statesOf(bench.engine.store));
    expectBalance(await bench.engine.store.progress());
  });

  test('a row in two files counts once, an exact repeat within a file twice', async () => {
    const forum = click('fay', `${SECOND_DAY} 12:00:00`, 'discussions/weeks/1');
    const index = async (...files: readonly Rows[]) => {
      const bench = await startedBench();
      for (const [n, rows] of files.entries()) {
        await bench.take({ [`access-${SECOND_DAY}_${n}.csv.gz`]: clicksGzip(rows) });
      }
      return (await bench.figures('lak21')).fay?.metric_2.raw ?? Number.NaN;
    };
    const none = await index([]);
    const once = await index([forum]);
    const inTwoFiles = await index([forum], [click('ada', `${SECOND_DAY} 11:00:00`), forum]);
    const repeated = await index([forum, forum]);
    const repeatedInTwoFiles = await index(
      [forum, forum],
      [forum, click('ada', `${SECOND_DAY} 11:00:00`), forum],
    );
    // Every forum click lowers the index that the study's script gives: it divides by their number.
    expect(once).not.toBe(none);
    expect(inTwoFiles).toBe(once);
    expect(repeated).toBeLessThan(once);
    expect(repeatedInTwoFiles).toBe(repeated);
  });

  test('microseconds stay', async () => {
    const bench = await startedBench();
    const { raw: before } = (await bench.figures()).dee?.metric_4 ?? {};
    await bench.take({
      [`video-${SECOND_DAY}.csv.gz`]: clicksGzip([
        click('dee', `${SECOND_DAY} 03:00:00.000001`),
        click('dee', `${SECOND_DAY} 03:10:00.000008`),
      ]),
    });
    const { raw: after } = (await bench.figures()).dee?.metric_4 ?? {};
    // Hours; sums of microseconds are exact, so that seven of them show.
    const micros = (hours: number | null | undefined) => Math.round((hours ?? Number.NaN) * 3_600_000_000);
    expect(micros(after) - micros(before)).toBe(600_000_007);
  });
});
