import { TrackerError } from '@learning-tracker/runtime';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { FileStatus } from '../model.ts';
import {
  badRow,
  branchModule,
  click,
  inCourse,
  itemType,
  learnerId,
  module,
  question,
  session,
} from '../testing/fake-rows.ts';
import { course, createWorkbench, type Workbench } from '../testing/workbench.ts';

let bench: Workbench;
beforeEach(() => {
  bench = createWorkbench(SETTINGS);
});
afterEach(() => bench.close());

const SETTINGS = { clock: { now: () => 42 } };
const FILE = 'access-2020-05-10.csv.gz';
const ofBranch = (id: string, learner: string, at: number) => click(learner, at, { courseOrBranchId: id });
const clicks = [ofBranch('b1', 'a', 1), click('a', 2), ofBranch('b1', 'b', 3), ofBranch('x', 'a', 4)];
const sessions = { on_demand_sessions: [session('s', 'b1')] };

const ONE = [course()];
const BOTH = [course(), course({ courseId: 'course-2', slug: 'slug-2' })];
const asPartner = (courses: typeof ONE) => courses.map((config) => ({ ...config, partnerId: 'p' }));

/** Facts about learners and content; announcements apart, which tell of each step. */
function facts({ log }: Workbench): string[] {
  return log.facts().filter((fact) => /ClickObserved|TableRowChanged|ContentRowChanged/.test(fact));
}

function letterIds(): unknown[] {
  return bench.events('DeadLetter').map(({ id }) => id);
}

function expectBalance(files: readonly FileStatus[]): void {
  for (const { name, rows } of files) {
    const { read, published, unchanged, repeated, erased, dead, foreign, withheld } = rows;
    const sum = published + unchanged + repeated + erased + dead + foreign + withheld;
    expect({ name, sum }).toEqual({ name, sum: read });
  }
}

describe('clicks of a branch that a later table names', () => {
  it('are the same facts as if the table had been first, and no click is published twice', async () => {
    const first = createWorkbench(SETTINGS);
    first.exports.zip('t.zip', { snapshotAt: 1, tables: sessions });
    first.exports.clicks(FILE, clicks);
    await first.start().runOnce();

    bench.exports.clicks(FILE, clicks);
    await bench.start().runOnce();
    expect(bench.events('ClickObserved')).toHaveLength(1);
    bench.exports.zip('t.zip', { snapshotAt: 1, tables: sessions });
    const report = await bench.start().runOnce();

    expect(facts(bench)).toEqual(facts(first));
    expect(bench.events('ClickObserved')).toHaveLength(3);
    expect(bench.events('ExportIngested').at(-1)).toEqual(
      first.events('ExportIngested').find(({ table }) => table === null),
    );
    expect(report).toMatchObject({ files: [{ name: 't.zip' }, { name: FILE }], skipped: 0 });
    const taken = first
      .start()
      .status()
      .files.find(({ name }) => name === FILE);
    expect(report.files[1]?.rows).toEqual(taken?.rows);
    expectBalance(report.files);
    await first.close();
  });

  it('keep their dead letters, and get no second ones; then the file rests', async () => {
    bench.exports.clicks(FILE, [...clicks, badRow({ course: inCourse('b1') })]);
    await bench.start().runOnce();
    const before = letterIds();
    expect(before).toHaveLength(4);
    bench.exports.zip('t.zip', { snapshotAt: 1, tables: sessions });
    const report = await bench.start().runOnce();
    expect(letterIds()).toEqual(before);
    expect(report.files[1]?.rows).toMatchObject({ read: 5, published: 3, dead: 2 });
    expect(await bench.start().runOnce()).toMatchObject({ files: [], skipped: 2 });
  });

  it('are left to one further reading where the branch became known after a crash within the file', async () => {
    bench.exports.clicks(
      FILE,
      [1, 2, 3, 4].map((at) => ofBranch('b1', 'a', at)),
    );
    const dying = bench.start({
      onStep: (step) => {
        if (step === 'publish clicks' && bench.events('DeadLetter').length > 0) throw new Error('crash');
      },
    });
    await expect(dying.runOnce()).rejects.toThrow('crash');
    bench.exports.zip('t.zip', { snapshotAt: 1, tables: sessions });
    const fetcher = bench.start();
    await fetcher.runOnce();
    expect(bench.events('ClickObserved').map(({ at }) => at)).toEqual([1, 2, 3, 4]);
    expect(new Set(letterIds()).size).toBe(4);
    expect(fetcher.status().files[0]?.rows).toMatchObject({ read: 4, published: 4, dead: 0 });
  });

  it('leave out whom to forget', async () => {
    bench.exports.clicks(FILE, clicks);
    await bench.start().runOnce();
    bench.exports.zip('t.zip', { snapshotAt: 1, tables: sessions });
    const isErased = (courseId: string, learner: string) => courseId === 'course-1' && learner === 'b';
    const report = await bench.start({ isErased }).runOnce();
    expect(report.files[1]?.rows).toMatchObject({ read: 4, published: 2, erased: 1, dead: 1 });
  });
});

describe('a course that is configured later', () => {
  const tables = {
    courses: [module('c'), module('c', 0, { course: inCourse('course-2') })],
    course_item_types: [itemType('1', 'lecture')],
    course_user_ids: [learnerId('t', 'd', 'slug_2'), learnerId('u', 'e', 'slug_1')],
    on_demand_sessions: [session('s1', 'b1'), session('s2', 'b2', { course: inCourse('course-2') })],
    course_branch_modules: [branchModule('b1', 'm'), branchModule('b2', 'm')],
    discussion_questions: [question('a', 'q1', 1), question('a', 'q2', 1, { course: inCourse('course-2') })],
  };
  const later = { ...tables, discussion_questions: [...tables.discussion_questions].reverse().slice(0, 1) };
  const day = [...clicks, ofBranch('course-2', 'a', 5), ofBranch('b2', 'c', 6)];

  function fill({ exports }: Workbench): void {
    exports.zip('1.zip', { snapshotAt: 1, tables });
    exports.zip('2.zip', { snapshotAt: 2, tables: later });
    exports.clicks(FILE, day);
  }

  it.each([
    { scope: 'of single courses', one: ONE, both: BOTH },
    { scope: 'of a partner', one: asPartner(ONE), both: asPartner(BOTH) },
  ])('gets its rows from the files taken before ($scope)', async ({ one, both }) => {
    const first = createWorkbench({ ...SETTINGS, courses: both });
    fill(first);
    await first.start().runOnce();

    fill(bench);
    await bench.start({ courses: one }).runOnce();
    const [published, letters] = [bench.log.size(), letterIds()];
    const fetcher = bench.start({ courses: both });
    const report = await fetcher.runOnce();

    expect(facts(bench)).toEqual(facts(first));
    const added = bench.log.published().slice(published);
    expect(added.map(({ value }) => value.courseId)).not.toContain('course-1');
    expect(letterIds()).toEqual(letters);
    expect(report.files.map(({ name }) => name)).toEqual(['1.zip', '2.zip', FILE]);
    expect(fetcher.status().files.map(({ rows }) => rows)).toEqual(
      first
        .start()
        .status()
        .files.map(({ rows }) => rows),
    );
    expectBalance(report.files);
    expect((await fetcher.runOnce()).files).toEqual([]);
    await first.close();
  });

  it('gets its snapshots in the order of their times, also where a new one has just arrived', async () => {
    bench.exports.zip('1.zip', { snapshotAt: 1, tables });
    await bench.start({ courses: ONE }).runOnce();
    bench.exports.zip('2.zip', { snapshotAt: 2, tables: later });
    const report = await bench.start({ courses: BOTH }).runOnce();
    expect(report.files.map(({ name, state }) => [name, state])).toEqual([
      ['1.zip', 'published'],
      ['2.zip', 'published'],
    ]);
    const questions = bench.events('TableRowChanged').filter(({ courseId }) => courseId === 'course-2');
    expect(questions.map(({ version }) => version)).toEqual([1]);
  });

  it('gets dead letters for its unusable rows, which were nobody’s before', async () => {
    const bad = badRow({ course: inCourse('course-2'), key: 'q' });
    bench.exports.zip('1.zip', {
      snapshotAt: 1,
      tables: { discussion_questions: [question('a', 'q1', 1), bad] },
    });
    bench.exports.clicks(FILE, [bad, click('a', 1)]);
    await bench.start({ courses: asPartner(ONE) }).runOnce();
    expect(letterIds()).toEqual([]);
    const fetcher = bench.start({ courses: asPartner(BOTH) });
    await fetcher.runOnce();
    expect(bench.events('DeadLetter').map(({ courseId, code }) => [courseId, code])).toEqual([
      ['course-2', 'bad_time'],
      ['course-2', 'bad_time'],
    ]);
    expectBalance(fetcher.status().files);
  });
});

describe('table rows of a branch that a later zip names', () => {
  const modules = {
    courses: BOTH.map(({ courseId }) => module('c', 0, { course: inCourse(courseId) })),
    on_demand_sessions: [session('s', 'b1')],
    course_branch_modules: [branchModule('b1', 'm'), branchModule('b9', 'm')],
  };
  const naming = { on_demand_sessions: [session('s', 'b1'), session('t', 'b9')] };

  it('are published from the zip that holds them, and only they', async () => {
    bench.exports.zip('1.zip', { snapshotAt: 1, tables: modules });
    await bench.start({ courses: BOTH }).runOnce();
    expect(bench.events('DeadLetter')).toMatchObject([{ code: 'unknown_course' }]);
    bench.exports.zip('2.zip', { snapshotAt: 2, tables: naming });
    const fetcher = bench.start({ courses: BOTH });
    await fetcher.runOnce();
    const published = bench.events('ContentRowChanged').map(({ version, row }) => [version, row]);
    expect(published.slice(2)).toEqual([
      [2, expect.objectContaining({ SessionRow: expect.objectContaining({ sessionId: 't' }) })],
      [1, { ModuleRow: expect.objectContaining({ branchId: 'b9' }) }],
    ]);
    expect(bench.events('DeadLetter')).toHaveLength(1);
    expectBalance(fetcher.status().files);
    expect((await fetcher.runOnce()).files).toEqual([]);
  });

  it('are published in the same run, also where the naming zip is the later one', async () => {
    bench.exports.zip('1.zip', { snapshotAt: 1, tables: modules });
    bench.exports.zip('2.zip', { snapshotAt: 2, tables: naming });
    await bench.start({ courses: BOTH }).runOnce();
    expect(JSON.stringify(bench.events('ContentRowChanged'))).toContain('"branchId":"b9","order":0');
  });

  it('come from the newer snapshot where that holds the table too', async () => {
    bench.exports.zip('1.zip', { snapshotAt: 1, tables: modules });
    await bench.start({ courses: BOTH }).runOnce();
    bench.exports.zip('2.zip', { snapshotAt: 2, tables: { ...modules, ...naming } });
    const report = await bench.start({ courses: BOTH }).runOnce();
    expect(report.files.flatMap(({ tables }) => tables.map(({ state }) => state))).not.toContain('older');
    const rows = bench.events('ContentRowChanged').filter(({ row }) => JSON.stringify(row).includes('b9'));
    expect(rows.map(({ version }) => version)).toEqual([2, 2]);
  });
});

describe('a file that should be taken again', () => {
  beforeEach(async () => {
    bench.exports.clicks(FILE, clicks);
    await bench.start().runOnce();
    bench.exports.remove(FILE);
    bench.exports.zip('t.zip', { snapshotAt: 1, tables: sessions });
  });

  it('is asked for when it is gone, and taken once it is back', async () => {
    const fetcher = bench.start();
    expect((await fetcher.runOnce()).files.at(-1)).toMatchObject({
      name: FILE,
      state: 'waiting',
      code: 'FETCH_FILE_WANTED',
      reason: expect.stringContaining(`exports/${FILE}`),
    });
    bench.exports.clicks(`back/${FILE}`, clicks);
    expect((await fetcher.runOnce()).files).toMatchObject([{ name: FILE, state: 'published', code: null }]);
    expect(bench.events('ClickObserved')).toHaveLength(3);
  });

  it('has failed where it cannot be read any more, and is not tried at each look', async () => {
    bench.exports.clicks(FILE, clicks);
    const openClickstreamFile = () => Promise.reject(new TrackerError('FILE_CORRUPT', 'No gzip.', 'Look.'));
    const fetcher = bench.start({ readers: { ...bench.exports.readers, openClickstreamFile } });
    expect((await fetcher.runOnce()).files.at(-1)).toMatchObject({ state: 'failed', code: 'FILE_CORRUPT' });
    expect((await fetcher.runOnce()).files).toEqual([]);
  });

  it('is not asked for when a longer export of the day stands in its place', async () => {
    bench.exports.clicks(FILE, [...clicks, click('a', 9)]);
    const report = await bench.start().runOnce();
    expect(report.files.map(({ code }) => code)).toEqual([null, null]);
    expect(new Set(bench.events('ClickObserved').map(({ at }) => at))).toEqual(new Set([1, 2, 3, 9]));
  });
});

it('tells of a dead row once, also when its zip is held and let through', async () => {
  const rows = [0, 1, 2, 3, 4, 5].map((n) => question('a', `q${n}`, n));
  bench.exports.zip('1.zip', { snapshotAt: 1, tables: { discussion_questions: rows } });
  bench.exports.zip('2.zip', {
    snapshotAt: 2,
    tables: { discussion_questions: [rows[0] ?? badRow(), badRow()] },
  });
  const fetcher = bench.start();
  await fetcher.runOnce();
  await fetcher.accept('2.zip');
  expect((await fetcher.runOnce()).files).toMatchObject([{ name: '2.zip', state: 'published' }]);
  expect(letterIds()).toHaveLength(1);
});

it('a crash at any step of taking files again leads to the same facts, and the books balance', async () => {
  const fill = async (to: Workbench) => {
    to.exports.zip('1.zip', {
      snapshotAt: 1,
      tables: {
        on_demand_sessions: [session('s', 'b2', { course: inCourse('course-2') })],
        course_branch_modules: [branchModule('b2', 'm'), branchModule('b1', 'm')],
        discussion_questions: [
          question('a', 'q1', 1),
          question('b', 'q2', 1, { course: inCourse('course-2') }),
        ],
      },
    });
    to.exports.clicks(FILE, [...clicks, ofBranch('b2', 'b', 8), ofBranch('course-2', 'b', 9)]);
    await to.start({ courses: ONE }).runOnce();
    to.exports.zip('2.zip', { snapshotAt: 2, tables: sessions });
  };
  const steps: string[] = [];
  await fill(bench);
  const fetcher = bench.start({ courses: BOTH, onStep: (step) => void steps.push(step) });
  await fetcher.runOnce();
  const whole = facts(bench);
  expect(steps).toContain('finish clicks again');
  for (const [at, name] of steps.entries()) {
    const crashing = createWorkbench(SETTINGS);
    try {
      await fill(crashing);
      let step = 0;
      const onStep = () => {
        if (step++ === at) throw new Error('crash');
      };
      await expect(crashing.start({ courses: BOTH, onStep }).runOnce()).rejects.toThrow('crash');
      const next = crashing.start({ courses: BOTH });
      await next.runOnce();
      expect(facts(crashing), `crash before ${name}`).toEqual(whole);
      expectBalance(next.status().files);
      expect((await next.runOnce()).files).toEqual([]);
    } finally {
      await crashing.close();
    }
  }
}, 120_000);

/** Zips are given by time, since an older snapshot changes nothing. */
it('any order of files and configurations gives the same clicks and rows', async () => {
  const ids = fc.constantFrom('course-1', 'course-2', 'b1', 'b2', 'x');
  const day = fc.array(fc.tuple(ids, fc.constantFrom('a', 'b'), fc.nat(9)), { maxLength: 5 });
  const plan = fc.record({
    days: fc.array(day, { minLength: 1, maxLength: 3 }),
    order: fc.shuffledSubarray(['1.zip', 'config', 'day0', 'day1', 'day2'], { minLength: 5, maxLength: 5 }),
    partner: fc.boolean(),
  });
  const tables = {
    on_demand_sessions: [session('s1', 'b1'), session('s2', 'b2', { course: inCourse('course-2') })],
    course_branch_modules: [branchModule('b1', 'm'), branchModule('b2', 'm')],
  };
  await fc.assert(
    fc.asyncProperty(plan, async ({ days, order, partner }) => {
      const scope = partner ? asPartner : (courses: typeof ONE) => courses;
      const [atOnce, stepwise] = [createWorkbench(SETTINGS), createWorkbench(SETTINGS)];
      const arrive = ({ exports }: Workbench, name: string) => {
        if (name === '1.zip') exports.zip(name, { snapshotAt: 1, tables });
        const rows = days[Number(/^day(\d)$/.exec(name)?.[1] ?? Number.NaN)];
        if (rows === undefined) return;
        exports.clicks(
          `access-2020-05-0${name.slice(3)}.csv.gz`,
          rows.map(([id, learner, at]) => ofBranch(id, learner, at)),
        );
      };
      try {
        for (const name of order) arrive(atOnce, name);
        await atOnce.start({ courses: scope(BOTH) }).runOnce();
        let courses = ONE;
        for (const name of order) {
          if (name === 'config') courses = BOTH;
          arrive(stepwise, name);
          await stepwise.start({ courses: scope(courses) }).runOnce();
        }
        expect(facts(stepwise)).toEqual(facts(atOnce));
        const files = stepwise.start({ courses: scope(BOTH) }).status().files;
        expectBalance(files);
      } finally {
        await atOnce.close();
        await stepwise.close();
      }
    }),
    { numRuns: 40 },
  );
}, 60_000);
