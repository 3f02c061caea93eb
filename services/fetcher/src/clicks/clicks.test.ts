import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { badRow, click, session } from '../testing/fake-rows.ts';
import { course, createWorkbench, type Workbench } from '../testing/workbench.ts';

let bench: Workbench;
beforeEach(() => {
  bench = createWorkbench();
});
afterEach(() => bench.close());

const DAY = '2020-05-10';
const clicks = (count: number, learner = 'a') => Array.from({ length: count }, (_, n) => click(learner, n));

function keysOf(event: string): string[] {
  return bench.log
    .published()
    .filter((record) => record.event === event)
    .map(({ key }) => key);
}

describe('clickstream files', () => {
  it('become clicks keyed by course and learner, in file order, then one announcement', async () => {
    bench.exports.clicks(`access-${DAY}.csv.gz`, [click('a', 7), click('b', 3), click('a', 7)]);
    const report = await bench.start().runOnce();
    expect(keysOf('ClickObserved')).toEqual(['course-1/a', 'course-1/b', 'course-1/a']);
    expect(bench.events('ClickObserved').map(({ at, occurrence }) => [at, occurrence])).toEqual([
      [7, 0],
      [3, 0],
      [7, 1],
    ]);
    expect(bench.events('ExportIngested')).toEqual([
      {
        courseId: 'course-1',
        file: `access-${DAY}.csv.gz`,
        checksum: report.files[0]?.checksum,
        table: null,
        version: Date.UTC(2020, 4, 10) * 1000,
        rows: 3,
        newestFactAt: 7,
      },
    ]);
    expect(report.rows).toMatchObject({ read: 3, published: 3 });
  });

  it('are taken by day and kind', async () => {
    for (const name of ['video-2020-05-11', 'access-2020-05-12', 'access-2020-05-11']) {
      bench.exports.clicks(`${name}.csv.gz`, [click('a', 1, { url: name })]);
    }
    await bench.start().runOnce();
    expect(bench.events('ClickObserved').map(({ url }) => url)).toEqual([
      'access-2020-05-11',
      'video-2020-05-11',
      'access-2020-05-12',
    ]);
  });

  it('give the rows of a longer second export the same identities', async () => {
    bench.exports.clicks(`access-${DAY}.csv.gz`, clicks(2));
    await bench.start().runOnce();
    bench.exports.clicks(`access-${DAY}-again.csv.gz`, clicks(3));
    await bench.start().runOnce();
    const published = bench.events('ClickObserved');
    expect(published).toHaveLength(5);
    expect(new Set(published.map(({ identity, occurrence }) => `${identity}/${occurrence}`)).size).toBe(3);
  });

  it('are routed by the ids of branches that tables have told, too', async () => {
    bench.exports.clicks(`access-${DAY}.csv.gz`, [click('a', 1, { courseOrBranchId: 'b1' })]);
    bench.exports.zip('t.zip', { snapshotAt: 1, tables: { on_demand_sessions: [session('s', 'b1')] } });
    await bench.start().runOnce();
    expect(keysOf('ClickObserved')).toEqual(['course-1/a']);
  });

  it('send rows of unknown courses and bad rows to dead-letters, with their line', async () => {
    const bad = badRow({ code: 'wrong_column_count', course: null });
    bench.exports.clicks(`video-${DAY}.csv.gz`, [
      click('a', 1, { courseOrBranchId: 'x' }),
      bad,
      click('a', 2),
    ]);
    const report = await bench.start().runOnce();
    const letters = bench.events('DeadLetter');
    expect(letters.map(({ id, code, courseId, learnerId }) => [id, code, courseId, learnerId])).toEqual([
      [`${report.files[0]?.checksum}/video/2`, 'unknown_course', 'x', 'a'],
      [`${report.files[0]?.checksum}/video/3`, 'wrong_column_count', 'course-1', null],
    ]);
    expect(letters[1]).toMatchObject({
      source: `video-${DAY}.csv.gz:3`,
      original: Buffer.from('bad,row').toString('hex'),
    });
    expect(report.rows).toMatchObject({ read: 3, published: 1, dead: 2 });
  });

  it('of a partner count rows of other courses and leave them', async () => {
    bench.exports.clicks(`access-${DAY}.csv.gz`, [click('a', 1, { courseOrBranchId: 'x' }), click('a', 2)]);
    const report = await bench.start({ courses: [course({ partnerId: 'p' })] }).runOnce();
    expect(report.rows).toMatchObject({ read: 2, published: 1, foreign: 1, dead: 0 });
  });

  it('leave erased learners out, from the next chunk on', async () => {
    await bench.start().runOnce();
    const erased = new Set(['a']);
    const log = {
      append: (records: Parameters<typeof bench.log.append>[0]) => {
        erased.add('b');
        return bench.log.append(records);
      },
    };
    bench.exports.clicks(`access-${DAY}.csv.gz`, [...clicks(1, 'a'), ...clicks(5, 'b')]);
    const isErased = (_course: string, learner: string) => erased.has(learner);
    const report = await bench.start({ log, isErased, chunkRows: 3 }).runOnce();
    expect(report.rows).toMatchObject({ read: 6, published: 2, erased: 4 });
  });

  it('tell of a day without rows', async () => {
    bench.exports.clicks(`access-${DAY}.csv.gz`, []);
    await bench.start().runOnce();
    expect(bench.events('ExportIngested')).toMatchObject([
      { courseId: 'course-1', rows: 0, newestFactAt: null },
    ]);
  });
});
