import { createManualScheduler } from '@learning-tracker/runtime';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { FetchProgress, FetchReport } from '../model.ts';
import { click, learnerId, question } from '../testing/fake-rows.ts';
import { course, createWorkbench, type Workbench } from '../testing/workbench.ts';

let bench: Workbench;
beforeEach(() => {
  bench = createWorkbench();
});
afterEach(() => bench.close());

const FILE = 'access-2020-05-10.csv.gz';

describe('what a run takes', () => {
  it('takes a file once, also when it is copied, renamed, or another process runs', async () => {
    bench.exports.clicks(FILE, [click('a', 1)]);
    const fetcher = bench.start();
    await fetcher.runOnce();
    bench.exports.clicks(`copies/access-2020-05-11.csv.gz`, [click('a', 1)]);
    expect(await fetcher.runOnce()).toMatchObject({ files: [], skipped: 2 });
    expect(await bench.start().runOnce()).toMatchObject({ files: [], skipped: 2 });
    expect(bench.events('ClickObserved')).toHaveLength(1);
  });

  it('takes one of two equal files that arrive together', async () => {
    bench.exports.clicks(FILE, [click('a', 1)]);
    bench.exports.clicks(`again/${FILE}`, [click('a', 1)]);
    expect(await bench.start().runOnce()).toMatchObject({ files: [{ state: 'published' }], skipped: 1 });
  });

  it('computes no checksum again for a file that has not changed', async () => {
    bench.exports.clicks(FILE, [click('a', 1)]);
    await bench.start().runOnce();
    await bench.start().runOnce();
    expect(bench.exports.checksums()).toBe(1);
    bench.exports.clicks(FILE, [click('a', 1), click('a', 2)]);
    await bench.start().runOnce();
    expect(bench.exports.checksums()).toBe(2);
  });

  it('passes over files that are no exports', async () => {
    bench.exports.clicks('notes.txt', [click('a', 1)]);
    expect(await bench.start().runOnce()).toMatchObject({ files: [], skipped: 0 });
    expect(bench.exports.checksums()).toBe(0);
  });

  it('goes on with the other files after one that cannot be used', async () => {
    bench.exports.clicks('1.zip', []);
    bench.exports.clicks('2.zip', [click('a', 5)]);
    bench.exports.clicks(FILE, [click('a', 1)]);
    const fetcher = bench.start();
    const report = await fetcher.runOnce();
    expect(report.files.map(({ name, state, code }) => [name, state, code])).toEqual([
      ['1.zip', 'failed', 'EXPORT_NOT_A_ZIP'],
      ['2.zip', 'failed', 'EXPORT_NOT_A_ZIP'],
      [FILE, 'published', null],
    ]);
    expect(fetcher.status().files).toHaveLength(3);
    expect((await fetcher.runOnce()).files).toEqual([]);
  });

  it('tries a file again that could not be reached', async () => {
    bench.exports.clicks(FILE, [click('a', 1)]);
    const broken = { ...bench.exports.readers, fileChecksum: () => Promise.reject(new Error('EIO')) };
    const report = await bench.start({ readers: broken }).runOnce();
    expect(report.files).toMatchObject([{ name: FILE, code: 'FETCH_FILE_UNREADABLE', reason: 'EIO' }]);
    expect((await bench.start().runOnce()).files).toMatchObject([{ state: 'published' }]);
  });
});

describe('a file that is still being written', () => {
  const write = (rows: number, truncated: boolean) =>
    bench.exports.clicks(
      FILE,
      Array.from({ length: rows }, (_, n) => click('a', n)),
      { truncated },
    );

  it('has failed where there is only one look', async () => {
    write(1, true);
    const fetcher = bench.start();
    expect((await fetcher.runOnce()).files).toMatchObject([{ state: 'failed', code: 'EXPORT_TRUNCATED' }]);
    write(2, false);
    expect((await fetcher.runOnce()).files).toMatchObject([{ state: 'published' }]);
    expect(fetcher.status().files).toHaveLength(1);
  });

  it('is left while it grows, and taken when it is whole and rests', async () => {
    const states: unknown[] = [];
    const fetcher = bench.start();
    const look = async () => {
      const report = await fetcher.runOnce({ patient: true });
      states.push(report.files.map(({ state }) => state)[0] ?? null);
    };
    write(1, true);
    await look();
    write(2, true);
    await look();
    write(3, false);
    await look();
    await look();
    await look();
    expect(states).toEqual(['waiting', 'waiting', 'waiting', 'published', null]);
    expect(bench.events('ClickObserved')).toHaveLength(3);
  });

  it('has failed when it rests and is not whole', async () => {
    write(1, true);
    const fetcher = bench.start();
    await fetcher.runOnce({ patient: true });
    expect(fetcher.status().files).toMatchObject([{ state: 'waiting' }]);
    expect((await fetcher.runOnce({ patient: true })).files).toMatchObject([{ state: 'failed' }]);
    expect(fetcher.status().files).toMatchObject([{ state: 'failed' }]);
  });
});

describe('course configuration', () => {
  it('is published at the first start and whenever it differs', async () => {
    await bench.start().runOnce();
    await bench.start().runOnce();
    await bench.start({ courses: [course({ timeZone: 'Europe/Amsterdam' })] }).runOnce();
    const published = bench.log.published();
    expect(published.map(({ event, topic, key, partition }) => [event, topic, key, partition])).toEqual([
      ['CourseConfigured', 'course-content', 'course-1', 0],
      ['CourseConfigured', 'course-content', 'course-1', 0],
    ]);
    const [first, second] = published.map(({ value }) => Number(value.version));
    expect(second).toBeGreaterThan(first ?? Number.NaN);
  });
});

describe('erased learners', () => {
  const isErased = (_course: string, learner: string) => learner === 'gone' || learner === 'gone-dashboard';
  const rows = [question('gone', 'q1', 1), question('a', 'q2', 2)];
  const ids = [learnerId('gone', 'x'), learnerId('b', 'gone-dashboard'), learnerId('c', 'd')];

  it('are counted, not published, and leave the base without a tombstone', async () => {
    bench.exports.zip('1.zip', { snapshotAt: 1, tables: { discussion_questions: rows } });
    await bench.start().runOnce();
    bench.exports.zip('2.zip', {
      snapshotAt: 2,
      tables: { discussion_questions: rows, course_user_ids: ids },
    });
    const report = await bench.start({ isErased }).runOnce();
    expect(report.rows).toMatchObject({ read: 5, unchanged: 1, published: 1, erased: 3, tombstones: 0 });
    const later = bench.log.published().filter(({ value }) => value.version === 2);
    expect(JSON.stringify(later)).not.toContain('gone');
  });
});

describe('watching', () => {
  it('looks again after each pause, waits longer while the log fails, and ends when stopped', async () => {
    const scheduler = createManualScheduler();
    let reachable = false;
    const log = {
      append: (records: Parameters<typeof bench.log.append>[0]) =>
        reachable ? bench.log.append(records) : Promise.reject(new Error('log is away')),
    };
    const fetcher = bench.start({ log });
    const reports: FetchReport[] = [];
    let wake = () => {};
    const watching = fetcher.watch({
      intervalMs: 1000,
      scheduler: {
        after: (ms, task) => {
          const cancel = scheduler.after(ms, task);
          wake();
          return cancel;
        },
      },
      onReport: (report) => void reports.push(report),
    });
    const paused = () =>
      new Promise<void>((resolve) => {
        wake = resolve;
      });
    await paused();
    expect(reports).toEqual([]);
    reachable = true;
    let next = paused();
    scheduler.advance(200);
    await next;
    bench.exports.clicks(FILE, [click('a', 1)]);
    next = paused();
    scheduler.advance(1000);
    await next;
    await fetcher.stop();
    await watching;
    expect(reports.map(({ files }) => files.length)).toEqual([0, 1]);
    expect(scheduler.waiting).toBe(0);
  });

  it('stops in the middle of a file and goes on from there', async () => {
    bench.exports.clicks(
      FILE,
      Array.from({ length: 9 }, (_, n) => click('a', n)),
    );
    const stopped: Promise<void>[] = [];
    const fetcher = bench.start({
      onProgress: () => {
        if (bench.log.size() === 4) stopped.push(fetcher.stop());
      },
    });
    const report = await fetcher.runOnce();
    await Promise.all(stopped);
    expect(report.complete).toBe(false);
    expect(bench.events('ClickObserved').length).toBeLessThan(9);
    const rest = await bench.start().runOnce();
    expect(rest).toMatchObject({ complete: true, files: [{ rows: { read: 9, published: 9 } }] });
    expect(new Set(bench.events('ClickObserved').map(({ at }) => at)).size).toBe(9);
  });
});

it('reports progress', async () => {
  bench.exports.clicks(FILE, [click('a', 1), click('a', 2), click('a', 3)]);
  const seen: FetchProgress[] = [];
  await bench.start({ onProgress: (progress) => void seen.push(progress) }).runOnce();
  expect(seen.at(-1)).toMatchObject({ file: FILE, rowsPublished: 5, filesTotal: 1 });
});

it('refuses a ledger of another version', async () => {
  const fetcher = bench.start();
  await fetcher.close();
  const { DatabaseSync } = await import('node:sqlite');
  const db = new DatabaseSync(`${bench.folder}/ledger.sqlite`);
  db.exec('UPDATE ledger_meta SET version = 99');
  db.close();
  expect(() => bench.start()).toThrow(expect.objectContaining({ code: 'FETCH_LEDGER_UNKNOWN' }));
});
