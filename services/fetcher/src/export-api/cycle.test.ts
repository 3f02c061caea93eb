import { readdirSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createApiWorld, DAY_MS, setUpApiWorld } from '../testing/api-world.ts';
import { course } from '../testing/workbench.ts';
import { daysAfter } from './days.ts';

type World = Awaited<ReturnType<typeof setUpApiWorld>>;

const asked = ({ server }: World) =>
  server.jobs().map(({ kind, interval }) => [kind, interval?.start ?? null]);
const states = (world: World) =>
  world
    .start()
    .status()
    .map(({ kind, state, code }) => [kind, state, code]);

/** As somebody else with the same account might ask. */
const request = {
  kind: 'tables',
  scope: { kind: 'course', courseId: 'course-1' },
  hashing: 'linked',
  purpose: 'x',
} as const;

class Crash extends Error {}

describe('a day', () => {
  test('is ordered, polled, downloaded and published; the other runs of the day ask for nothing', async () => {
    const world = await setUpApiWorld();
    await world.tables(4);
    await world.clicks('2026-03-09', 5);
    const cycle = world.start();
    expect(await cycle.runOnce()).toEqual({ open: 0, failed: 0 });
    expect(world.facts()).toHaveLength(9);
    for (const run of [2, 3]) {
      world.pass(3_600_000 * run);
      await cycle.runOnce();
    }
    expect(asked(world)).toEqual([
      ['tables', null],
      ['clickstream', '2026-03-09'],
    ]);
    const [, tables] = cycle.status();
    expect(tables).toMatchObject({ state: 'downloaded', files: [{ state: 'published', reason: null }] });
    // The name tells the time that the API gave the snapshot.
    expect(tables?.files[0]?.path).toMatch(/course-course-1\/tables\/2026-03-10\/tables_\d{13}\.zip$/);
  });

  test('without data is done, and not asked for again', async () => {
    const world = await setUpApiWorld();
    await world.tables(1);
    const cycle = world.start();
    await cycle.runOnce();
    expect(cycle.status()[0]).toMatchObject({ kind: 'clickstream', state: 'downloaded', files: [] });
    await cycle.runOnce();
    expect(world.server.jobs()).toHaveLength(2);
  });

  test('that comes again longer is published as far as it is new', async () => {
    const world = await setUpApiWorld({ server: { faults: { 'short-first': { times: 1 } } } });
    await world.tables(1);
    await world.clicks('2026-03-09', 10);
    await world.start().runOnce();
    const short = world.facts().length;
    expect(short).toBeLessThan(11);
    world.pass(DAY_MS);
    await world.clicks('2026-03-10', 1);
    await world.start().runOnce();
    expect(world.facts()).toHaveLength(12);
    world.pass(DAY_MS);
    await world.clicks('2026-03-11', 1);
    await world.start().runOnce();
    const editions = readdirSync(world.downloads, { recursive: true }).filter((path) =>
      String(path).includes('access-2026-03-09'),
    );
    expect(editions).toHaveLength(2);
  });

  test('that is published can be removed from the disk', async () => {
    const world = await setUpApiWorld();
    await world.tables(1);
    await world.clicks('2026-03-09', 3);
    await world.start({ options: { deletePublished: true } }).runOnce();
    const files = readdirSync(world.downloads, { recursive: true }).filter((path) =>
      /\.(zip|gz)$/.test(String(path)),
    );
    expect(files).toEqual([]);
    await world.start({ options: { deletePublished: true } }).runOnce();
    expect([world.facts().length, world.server.jobs().length]).toEqual([4, 2]);
  });
});

test('a heading that has changed is told by the status; with an alias it does no harm', async () => {
  const server = {
    faults: { 'changed-headings': { chance: 1 }, headings: { course_item_grade_overall: 'in_all' } },
  } as const;
  const world = await setUpApiWorld({ server });
  await world.tables(4);
  await world.start().runOnce();
  const [file] = world
    .start()
    .status()
    .flatMap(({ kind, files }) => (kind === 'tables' ? files : []));
  expect(file?.reason).toMatch(/course_item_grade_overall/);
  expect(world.facts()).toEqual([]);
  const courses = [course({ headerAliases: { course_item_grade_overall: ['in_all'] } })];
  const aliased = await setUpApiWorld({ server, courses });
  await aliased.tables(4);
  await aliased.start().runOnce();
  expect(aliased.facts()).toHaveLength(4);
});

describe('a back-fill', () => {
  test('is ordered in ranges from the first day to yesterday, each day once', async () => {
    const world = await setUpApiWorld({ courses: [course({ backfillFrom: '2026-02-01' })] });
    await world.tables(1);
    await world.clicks('2026-02-14', 2);
    await world.clicks('2026-03-09', 2);
    await world.start({ options: { rangeDays: 14 } }).runOnce();
    world.pass(DAY_MS);
    await world.start({ options: { rangeDays: 14 } }).runOnce();
    const ranges = world.server.jobs().flatMap(({ interval }) => (interval === null ? [] : [interval]));
    expect(ranges).toEqual([
      { start: '2026-02-01', end: '2026-02-14' },
      { start: '2026-02-15', end: '2026-02-28' },
      { start: '2026-03-01', end: '2026-03-09' },
      { start: '2026-03-10', end: '2026-03-10' },
    ]);
    expect(world.facts()).toHaveLength(5);
  });

  test('of many courses is fair, and within the number of open jobs', async () => {
    const ids = Array.from({ length: 200 }, (_, n) => `c${n}`);
    const courses = ids.map((courseId, n) =>
      course({ courseId, slug: courseId, ...(n === 0 ? { backfillFrom: '2025-01-01' } : {}) }),
    );
    const world = await setUpApiWorld({ courses });
    const cycle = world.start({ options: { maxOpenJobs: 10, runPatienceMs: 0, rangeDays: 7 } });
    await cycle.runOnce();
    const first = world.server.jobs();
    expect(first).toHaveLength(10);
    expect(new Set(first.map(({ scope }) => JSON.stringify(scope))).size).toBe(10);
  });

  test('with more jobs than may be open goes on as soon as there is room', async () => {
    const world = await setUpApiWorld({
      courses: [course({ backfillFrom: '2026-01-01' })],
      server: { latencyMs: 0 },
    });
    await world.tables(1);
    const begun = world.clock.now();
    const report = await world.start({ options: { maxOpenJobs: 2, rangeDays: 7 } }).runOnce();
    expect(report).toEqual({ open: 0, failed: 0 });
    expect(world.server.jobs()).toHaveLength(11);
    expect((world.clock.now() - begun) / 1_000_000).toBeLessThan(180);
  });

  test('of courses of one partner is one', async () => {
    const courses = ['course-1', 'course-2'].map((courseId) =>
      course({ courseId, slug: courseId, partnerId: '7', backfillFrom: '2026-03-08' }),
    );
    const world = await setUpApiWorld({ courses });
    await world.tables(3);
    await world.clicks('2026-03-08', 2);
    await world.clicks('2026-03-09', 2, 'course-2');
    await world.start().runOnce();
    expect(world.server.jobs().map(({ scope, kind }) => [kind, scope])).toEqual([
      ['tables', { kind: 'partner', partnerId: '7' }],
      ['clickstream', { kind: 'partner', partnerId: '7' }],
    ]);
    expect(world.facts()).toHaveLength(7);
  });
});

describe('a job', () => {
  test.each([
    ['never-ready', 'FETCH_JOB_NEVER_READY'],
    ['terminated', 'FETCH_JOB_TERMINATED'],
    ['unknown-status', 'FETCH_JOB_UNKNOWN'],
  ] as const)(
    'that is %s is reported and asked for again the next day, three times in all',
    async (fault, code) => {
      const world = await setUpApiWorld({ server: { faults: { [fault]: { chance: 1 } } } });
      for (let day = 0; day < 6; day += 1) {
        for (let run = 0; run < 3; run += 1) {
          await world.start().runOnce();
          world.pass(7 * 3_600_000);
        }
        world.pass(DAY_MS - 21 * 3_600_000 - 3 * 3_000_000);
      }
      const orders = world.start().status();
      const firstDay = orders.find(({ interval }) => interval?.start === '2026-03-09');
      expect(firstDay).toMatchObject({ state: 'failed', code, failures: 3 });
      const ofFirstDay = world.server.jobs().filter(({ interval }) => interval?.start === '2026-03-09');
      expect(ofFirstDay).toHaveLength(3);
      expect(new Set(ofFirstDay.map(({ createdAtMs }) => new Date(createdAtMs).getUTCDate())).size).toBe(3);
      const tables = world.server.jobs().filter(({ kind }) => kind === 'tables');
      expect(tables.length).toBeGreaterThanOrEqual(5);
    },
  );

  test('that fails once is had the next day', async () => {
    const world = await setUpApiWorld({ server: { faults: { terminated: { times: 2 } } } });
    await world.tables(2);
    await world.clicks('2026-03-09', 2);
    await world.start().runOnce();
    expect(world.facts()).toEqual([]);
    expect(states(world)).toEqual([
      ['clickstream', 'wanted', 'FETCH_JOB_TERMINATED'],
      ['tables', 'failed', 'FETCH_JOB_TERMINATED'],
    ]);
    world.pass(DAY_MS);
    await world.start().runOnce();
    expect(world.facts()).toHaveLength(4);
  });

  test('of before is not taken for one of today; one of today by somebody else is', async () => {
    const options = { server: { recentMs: 7 * DAY_MS } };
    const world = await setUpApiWorld(options);
    await world.tables(1);
    const early = await world.api.request(request);
    world.pass(DAY_MS);
    await world.start().runOnce();
    expect(world.server.jobs().filter(({ kind }) => kind === 'tables')).toHaveLength(2);
    expect(
      world
        .start()
        .status()
        .find(({ kind }) => kind === 'tables')?.jobId,
    ).not.toBe(early.id);

    const other = await setUpApiWorld(options);
    await other.tables(1);
    const theirs = await other.api.request(request);
    await other.start().runOnce();
    expect(
      other
        .start()
        .status()
        .find(({ kind }) => kind === 'tables')?.jobId,
    ).toBe(theirs.id);
  });

  test('that is refused as identical is taken from the list', async () => {
    const world = await setUpApiWorld({ server: { identical: 'refused' } });
    await world.tables(1);
    await world.api.request(request);
    expect(await world.start().runOnce()).toEqual({ open: 0, failed: 0 });
    expect(world.server.jobs()).toHaveLength(2);
  });

  test('beyond the limit of a course waits; the other courses go on', async () => {
    const courses = ['a', 'b'].map((courseId) => course({ courseId, slug: courseId }));
    const world = await setUpApiWorld({ courses, server: { requestsPerDay: 1 } });
    for (const id of ['a', 'b']) await world.tables(1, id);
    await world.start().runOnce();
    expect(world.server.jobs().map(({ kind }) => kind)).toEqual(['tables', 'tables']);
    expect(states(world)).toEqual([
      ['clickstream', 'wanted', 'EXPORT_API_LIMIT'],
      ['clickstream', 'wanted', 'EXPORT_API_LIMIT'],
      ['tables', 'downloaded', null],
      ['tables', 'downloaded', null],
    ]);
    world.pass(DAY_MS);
    await world.start().runOnce();
    expect(world.server.jobs()).toHaveLength(4);
  });
});

test('a login that is no good ends the run, and nothing counts as failed', async () => {
  const world = await setUpApiWorld({ server: { faults: { unauthorized: { times: 1 } } } });
  await world.tables(1);
  await expect(world.start().runOnce()).rejects.toMatchObject({ code: 'EXPORT_API_UNAUTHORIZED' });
  expect(states(world).map(([, state]) => state)).toEqual(['wanted', 'wanted']);
  expect(await world.start().runOnce()).toEqual({ open: 0, failed: 0 });
});

describe('after a crash', () => {
  async function fill(world: World): Promise<void> {
    await world.tables(4);
    for (const day of ['2026-03-07', '2026-03-08', '2026-03-09']) await world.clicks(day, 3);
  }
  // An API that would make a second job of the same request at once.
  const server = { recentMs: 0 };
  const options = { courses: [course({ backfillFrom: '2026-03-07' })], server };
  const cycleOptions = { rangeDays: 2 };

  async function undisturbed() {
    const world = await setUpApiWorld(options);
    await fill(world);
    const steps: string[] = [];
    await world.start({ options: cycleOptions, onStep: (step) => void steps.push(step) }).runOnce();
    return { facts: world.facts(), jobs: asked(world), steps };
  }

  test('at any step the same facts are published, and nothing is asked for twice', async () => {
    const whole = await undisturbed();
    expect(whole.facts).toHaveLength(13);
    expect(whole.steps.length).toBeGreaterThan(20);
    for (let at = 0; at < whole.steps.length; at += 1) {
      const world = await createApiWorld({ startsAt: '2026-03-10T05:00:00Z', ...options });
      try {
        await fill(world);
        let step = 0;
        const dying = world.start({
          options: cycleOptions,
          onStep: () => {
            if (step++ === at) throw new Crash();
          },
        });
        await expect(dying.runOnce()).rejects.toBeInstanceOf(Crash);
        await world.start({ options: cycleOptions }).runOnce();
        const note = `crash before ${whole.steps[at]} (${at})`;
        expect(world.facts(), note).toEqual(whole.facts);
        expect(asked(world).sort(), note).toEqual(whole.jobs.toSorted());
      } finally {
        await world.close();
      }
    }
  }, 120_000);

  test('any number of times, with lost answers and broken downloads, the same', async () => {
    const whole = await undisturbed();
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.nat(12), { minLength: 1, maxLength: 6 }),
        fc.record({ lost: fc.nat(2), cut: fc.nat(3), expired: fc.nat(3), errors: fc.nat(3) }),
        async (crashes, { lost, cut, expired, errors }) => {
          const faults = {
            'lost-answer': { times: lost },
            cut: { times: cut },
            'expired-link': { times: expired },
            'server-error': { times: errors },
          };
          const world = await createApiWorld({
            startsAt: '2026-03-10T05:00:00Z',
            ...options,
            server: { ...server, faults },
          });
          try {
            await fill(world);
            for (const after of crashes) {
              let steps = 0;
              const dying = world.start({
                options: cycleOptions,
                onStep: () => {
                  if (steps++ === after) throw new Crash();
                },
              });
              await dying.runOnce().catch((error: unknown) => {
                if (!(error instanceof Crash)) throw error;
              });
            }
            await world.start({ options: cycleOptions }).runOnce();
            expect(world.facts()).toEqual(whole.facts);
            expect(asked(world).sort()).toEqual(whole.jobs.toSorted());
          } finally {
            await world.close();
          }
        },
      ),
      { numRuns: 15 },
    );
  }, 120_000);
});

test('ninety days with random faults end complete', async () => {
  const seed = 7;
  let state = seed;
  const random = () => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fffffff;
    return state / 0x80000000;
  };
  const chances = (names: readonly string[], chance: number) =>
    Object.fromEntries(names.map((name) => [name, { chance }]));
  const faults = {
    ...chances(
      ['never-ready', 'terminated', 'unknown-status', 'slow', 'expired-link', 'cut', 'short-first'],
      0.05,
    ),
    ...chances(['too-many-requests', 'server-error', 'lost-answer'], 0.05),
  };
  const world = await setUpApiWorld({ startsAt: '2026-01-01T05:00:00Z', server: { random, faults } });
  let expected = 0;
  for (let day = 0; day < 90; day += 1) {
    await world.tables(3 + day);
    await world.clicks(daysAfter(world.today(), -1), 4);
    expected += 4;
    const tomorrow = Date.parse(world.today()) + DAY_MS + 5 * 3_600_000;
    for (let run = 0; run < 3; run += 1) {
      // The API may give up for a run; what it gives in the others is enough.
      await world
        .start()
        .runOnce()
        .catch((error: unknown) => {
          expect(error, `seed ${seed}`).toMatchObject({ code: expect.stringMatching(/^EXPORT_API_/) });
        });
      world.pass(3_600_000);
    }
    world.pass(tomorrow - world.clock.now() / 1000);
  }
  // Then days without faults in new jobs, for what was late.
  for (const name of Object.keys(faults)) Object.assign(faults, { [name]: { chance: 0 } });
  for (let day = 0; day < 4; day += 1) {
    await world.tables(92 + day);
    await world.start().runOnce();
    world.pass(DAY_MS);
  }
  const clicks = world.facts().filter((fact) => fact.includes('ClickObserved'));
  const failed = world
    .start()
    .status()
    .filter(({ kind, state }) => kind === 'clickstream' && state === 'failed');
  expect({ seed, clicks: clicks.length, failed }).toEqual({ seed, clicks: expected, failed: [] });
  const grades = new Set(world.facts().flatMap((fact) => /"itemId":"(i\d+)"/.exec(fact)?.[1] ?? []));
  expect(grades.size).toBeGreaterThanOrEqual(95);
}, 240_000);
