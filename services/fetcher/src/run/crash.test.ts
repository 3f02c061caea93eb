import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import type { FetcherDeps } from '../model.ts';
import {
  badRow,
  branchModule,
  click,
  grade,
  itemType,
  progress,
  question,
  session,
} from '../testing/fake-rows.ts';
import { createWorkbench, type Workbench } from '../testing/workbench.ts';

class Crash extends Error {}

const benches: Workbench[] = [];
afterEach(async () => {
  for (const bench of benches.splice(0)) await bench.close();
});

/** Two snapshots with changes of all kinds, a held one that was let through, and two days of clicks. */
function fill({ exports }: Workbench, mayShrink: boolean): void {
  const grades = [0, 1, 2, 3, 4, 5].map((n) => grade(`l${n}`, 'i', n / 10));
  exports.zip('1.zip', {
    snapshotAt: 1,
    tables: {
      on_demand_sessions: [session('s', 'b')],
      course_branch_modules: [branchModule('b', 'm'), branchModule('b', 'n')],
      course_item_types: [itemType('1', 'lecture')],
      course_item_grades: grades,
      course_progress: [progress('a', 'i', 1, 5), progress('a', 'i', 1, 5), progress('b', 'i', 2, 6)],
      discussion_questions: [
        question('a', 'q1', 1),
        question('a', 'q2', 2),
        badRow({ key: 'q3', learnerId: 'a' }),
      ],
    },
  });
  exports.zip('2.zip', {
    snapshotAt: 2,
    tables: {
      on_demand_sessions: [session('s', 'b')],
      course_item_grades: mayShrink ? grades.slice(0, 2) : [...grades.slice(2), grade('l1', 'i', 1)],
      course_progress: [progress('a', 'i', 1, 5), progress('b', 'i', 1, 4)],
      discussion_questions: [question('b', 'q1', 1), badRow({ key: 'q2', learnerId: 'a' })],
    },
  });
  exports.clicks('access-2020-05-10.csv.gz', [
    click('a', 1),
    click('a', 1),
    badRow({ course: null }),
    click('b', 2),
  ]);
  exports.clicks(
    'video-2020-05-10.csv.gz',
    Array.from({ length: 7 }, (_, n) => click('c', n)),
  );
}

/** Runs, with a new process after each crash, until a run has ended by itself. Returns the crashes. */
async function runToEnd(bench: Workbench, crashing: (run: number) => Partial<FetcherDeps>): Promise<number> {
  for (let run = 0; ; run += 1) {
    const fetcher = bench.start(crashing(run));
    try {
      await fetcher.runOnce();
      return run;
    } catch (error) {
      if (!(error instanceof Crash)) throw error;
    } finally {
      await fetcher.close();
    }
  }
}

const settings = { clock: { now: () => 42 }, chunkRows: 3 };

async function undisturbed(
  mayShrink: boolean,
): Promise<{ facts: string[]; steps: string[]; appends: number; rows: unknown }> {
  const bench = createWorkbench(settings);
  benches.push(bench);
  fill(bench, mayShrink);
  const steps: string[] = [];
  let appends = 0;
  const log = {
    append: (records: Parameters<typeof bench.log.append>[0]) => {
      appends += 1;
      return bench.log.append(records);
    },
  };
  const fetcher = bench.start({ log, onStep: (step) => void steps.push(step) });
  await fetcher.runOnce();
  return { facts: bench.log.facts(), steps, appends, rows: fetcher.status().files.map(({ rows }) => rows) };
}

describe('after a crash', () => {
  it('at any step the same facts are published in the end, and the books are the same', async () => {
    const whole = await undisturbed(true);
    expect(whole.steps.length).toBeGreaterThan(50);
    for (let at = 0; at < whole.steps.length; at += 1) {
      const bench = createWorkbench(settings);
      benches.push(bench);
      fill(bench, true);
      let step = 0;
      const crashes = await runToEnd(bench, (run) => ({
        onStep: () => {
          if (run === 0 && step++ === at) throw new Crash();
        },
      }));
      expect(crashes).toBe(1);
      expect(bench.log.facts(), `crash before ${whole.steps[at]}`).toEqual(whole.facts);
      const rows = bench
        .start()
        .status()
        .files.map((file) => file.rows);
      expect(rows, `crash before ${whole.steps[at]}`).toEqual(whole.rows);
      await bench.close();
      benches.pop();
    }
  }, 180_000);

  it.each([false, true])(
    'of the log, any number of times, the same (a snapshot is held: %s)',
    async (mayShrink) => {
      const whole = await undisturbed(mayShrink);
      const crash = fc.record({ after: fc.nat(whole.appends - 1), kept: fc.boolean() });
      await fc.assert(
        fc.asyncProperty(
          fc.array(crash, { minLength: 1, maxLength: 4 }),
          fc.integer({ min: 1, max: 7 }),
          async (crashes, chunkRows) => {
            const bench = createWorkbench({ ...settings, chunkRows });
            try {
              fill(bench, mayShrink);
              await runToEnd(bench, (run) => {
                const plan = crashes[run];
                let appends = 0;
                return {
                  log: {
                    async append(records) {
                      const dies = plan !== undefined && appends++ === plan.after;
                      if (!dies || plan.kept) await bench.log.append(records);
                      if (dies) throw new Crash();
                    },
                  },
                };
              });
              expect(bench.log.facts()).toEqual(whole.facts);
            } finally {
              await bench.close();
            }
          },
        ),
        { numRuns: 25 },
      );
    },
  );
});

describe('a snapshot that was half published', () => {
  it('is finished before anything else, even when its file is gone, and little is repeated', async () => {
    const bench = createWorkbench(settings);
    benches.push(bench);
    const rows = Array.from({ length: 10 }, (_, n) => question('a', `q${n}`, n));
    bench.exports.zip('1.zip', { snapshotAt: 1, tables: { discussion_questions: rows } });
    let publishes = 0;
    const fetcher = bench.start({
      chunkRows: 2,
      onStep: (step) => {
        if (step === 'published discussion_questions' && ++publishes === 3) throw new Crash();
      },
    });
    await expect(fetcher.runOnce()).rejects.toBeInstanceOf(Crash);
    expect(bench.events('TableRowChanged')).toHaveLength(6);

    bench.exports.remove('1.zip');
    bench.exports.zip('2.zip', { snapshotAt: 2, tables: { discussion_questions: rows.slice(1) } });
    await bench.start().runOnce();
    const published = bench.events('TableRowChanged').map(({ version, deleted }) => `${version}/${deleted}`);
    expect(published).toEqual([...Array<string>(12).fill('1/false'), '2/true']);
  });
});
