import { join } from 'node:path';
import type { RowChunk } from '@learning-tracker/coursera';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Readers } from './model.ts';
import { openRowRequests, type RowAnswer } from './row-requests.ts';
import { badRow, type ClickSpec, click, inCourse, progress, type RowSpec } from './testing/fake-rows.ts';
import { course, createWorkbench, type Workbench } from './testing/workbench.ts';

const DAY = 'access-2020-05-10.csv.gz';

let bench: Workbench;
beforeEach(() => {
  bench = createWorkbench({ clock: { now: () => 42 } });
});
afterEach(() => bench.close());

/** Readers of a later version, which can read the rows of these lines. */
function mended(lines: Readonly<Record<number, RowSpec | ClickSpec>>): Readers {
  const { readers } = bench.exports;
  async function* mend<T extends { readonly line: number }>(
    chunks: AsyncIterable<RowChunk<T>>,
    toRow: (line: number, spec: RowSpec | ClickSpec) => T,
  ): AsyncIterable<RowChunk<T>> {
    for await (const { rows, bad } of chunks) {
      const better = bad.flatMap(({ line }) => {
        const spec = lines[line];
        return spec === undefined ? [] : [toRow(line, spec)];
      });
      yield { rows: [...rows, ...better], bad: bad.filter(({ line }) => lines[line] === undefined) };
    }
  }
  return {
    ...readers,
    async openTablesZip(path, options) {
      const zip = await readers.openTablesZip(path, options);
      return {
        ...zip,
        rows: (entry, wanted) =>
          mend(zip.rows(entry, wanted), (line, spec) => {
            if (!('row' in spec)) throw new Error('no row of a table');
            return { ...spec, line };
          }),
      };
    },
    async openClickstreamFile(path, options) {
      const file = await readers.openClickstreamFile(path, options);
      return {
        ...file,
        rows: (wanted) =>
          mend(file.rows(wanted), (line, spec) => {
            if (!('url' in spec)) throw new Error('no click');
            const identity = Buffer.alloc(16, line);
            return { ...spec, line, kind: file.kind, occurrence: 0, identity };
          }),
      };
    },
  };
}

/** Asks for the rows of all dead letters so far. */
function askForAll(): RowAnswer[] {
  const requests = openRowRequests(join(bench.folder, 'ledger.sqlite'));
  const rows = bench.events('DeadLetter').map(({ id }) => {
    const [checksum = '', stream = '', line = ''] = String(id).split('/');
    return { checksum, stream, line: Number(line) };
  });
  const answers = rows.map((row) => requests.check(row));
  requests.ask(rows);
  requests.close();
  return answers;
}

const files = () => bench.start().status().files;

describe('a dead row of a clickstream file', () => {
  beforeEach(async () => {
    bench.exports.clicks(DAY, [click('a', 1), badRow(), click('b', 2), badRow()]);
    await bench.start().runOnce();
  });

  it('is taken at the next look once it can be read; the rest of the file is left alone', async () => {
    expect(askForAll()).toEqual(['requested', 'requested']);
    const report = await bench.start({ readers: mended({ 3: click('c', 9) }) }).runOnce();
    expect(bench.events('ClickObserved').map(({ at }) => at)).toEqual([1, 2, 9]);
    expect(bench.events('DeadLetter')).toHaveLength(2);
    expect(bench.events('ExportIngested').at(-1)).toMatchObject({ rows: 3, newestFactAt: 9 });
    expect(report.files[0]?.rows).toMatchObject({ read: 4, published: 3, dead: 1 });
    expect((await bench.start().runOnce()).files).toEqual([]);
  });

  it('is not counted twice when it is asked for again, and what stayed dead may be', async () => {
    const readers = mended({ 3: click('c', 9) });
    askForAll();
    await bench.start({ readers }).runOnce();
    expect(askForAll()).toEqual(['taken-before', 'requested']);
    await bench.start({ readers }).runOnce();
    expect(files()[0]?.rows).toMatchObject({ read: 4, published: 3, dead: 1 });
    expect(bench.events('ClickObserved')).toHaveLength(3);
  });

  it('is taken anew after a crash before everything was noted', async () => {
    askForAll();
    const readers = mended({ 3: click('c', 9) });
    const onStep = (step: string) => {
      if (step === 'finish clicks again') throw new Error('crash');
    };
    await expect(bench.start({ readers, onStep }).runOnce()).rejects.toThrow('crash');
    await bench.start({ readers }).runOnce();
    expect(new Set(bench.events('ClickObserved').map(({ identity }) => identity)).size).toBe(3);
    expect(files()[0]?.rows).toMatchObject({ read: 4, published: 3, dead: 1 });
  });

  it('waits for its course where that is not known, and is then taken once', async () => {
    askForAll();
    const readers = mended({ 3: click('c', 9, { courseOrBranchId: 'course-2' }) });
    await bench.start({ readers }).runOnce();
    expect(bench.events('DeadLetter').at(-1)).toMatchObject({ code: 'unknown_course' });
    const courses = [course(), course({ courseId: 'course-2', slug: 'slug-2' })];
    await bench.start({ readers, courses }).runOnce();
    expect(bench.events('ClickObserved').map(({ courseId }) => courseId)).toEqual([
      'course-1',
      'course-1',
      'course-2',
    ]);
    expect(files()[0]?.rows).toMatchObject({ read: 4, published: 3, dead: 1 });
  });

  it('of a learner to forget is counted as erased', async () => {
    askForAll();
    const isErased = (_course: string, learner: string) => learner === 'c';
    await bench.start({ readers: mended({ 3: click('c', 9) }), isErased }).runOnce();
    expect(files()[0]?.rows).toMatchObject({ read: 4, published: 2, erased: 1, dead: 1 });
  });

  it('is asked for where its file is gone', async () => {
    askForAll();
    bench.exports.remove(DAY);
    const report = await bench.start().runOnce();
    expect(report.files).toMatchObject([{ name: DAY, state: 'waiting', code: 'FETCH_FILE_WANTED' }]);
  });
});

describe('a dead row of a table', () => {
  const bad = badRow({ key: 'a/item/1', course: inCourse('course-1'), learnerId: 'a' });
  const tables = { course_progress: [progress('a', 'other', 1, 5), bad] };
  const better = () => mended({ 3: progress('a', 'item', 1, 7) });

  it('is taken at the next look once it can be read, and nothing is published twice', async () => {
    bench.exports.zip('1.zip', { snapshotAt: 1, tables });
    await bench.start().runOnce();
    expect(askForAll()).toEqual(['requested']);
    const report = await bench.start({ readers: better() }).runOnce();
    expect(bench.events('TableRowChanged').map(({ row }) => JSON.stringify(row))).toEqual([
      expect.stringContaining('"other"'),
      expect.stringContaining('"item"'),
    ]);
    expect(report.files[0]?.rows).toMatchObject({ read: 2, dead: 0 });
    expect((await bench.start({ readers: better() }).runOnce()).files).toEqual([]);
  });

  it('is left where a newer snapshot tells all there is', async () => {
    bench.exports.zip('1.zip', { snapshotAt: 1, tables });
    bench.exports.zip('2.zip', {
      snapshotAt: 2,
      tables: { course_progress: tables.course_progress.slice(0, 1) },
    });
    await bench.start().runOnce();
    expect(askForAll()).toEqual(['requested']);
    const report = await bench.start({ readers: better() }).runOnce();
    expect(report.files).toMatchObject([{ name: '1.zip', rows: { dead: 0 } }]);
    expect(JSON.stringify(bench.events('TableRowChanged'))).not.toContain('"item"');
    expect((await bench.start().runOnce()).files).toEqual([]);
  });
});

it('says of which files nothing can be taken', async () => {
  const unknown = { checksum: 'none', stream: 'access', line: 1 };
  bench.exports.clicks(DAY, [badRow()], { truncated: true });
  await bench.start().runOnce();
  const failed = { checksum: files()[0]?.checksum ?? '', stream: 'access', line: 2 };
  const requests = openRowRequests(join(bench.folder, 'ledger.sqlite'));
  expect([unknown, failed].map((row) => requests.check(row))).toEqual(['file-unknown', 'file-failed']);
  requests.close();
});
