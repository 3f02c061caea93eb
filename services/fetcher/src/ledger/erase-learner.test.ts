import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { grade, learnerId, module } from '../testing/fake-rows.ts';
import { createWorkbench, type Workbench } from '../testing/workbench.ts';

let bench: Workbench;
const erased = new Set<string>();
beforeEach(() => {
  erased.clear();
  bench = createWorkbench({
    isErased: (_course, id) => erased.has(id),
    erasuresKnown: () => erased.size,
  });
});
afterEach(() => bench.close());

function deliver(snapshotAt: number): void {
  const tables = {
    courses: [module('c')],
    slug_1_user_ids: [learnerId('table-ann', 'dash-ann'), learnerId('table-bob', 'dash-bob')],
    course_item_grades: [grade('table-ann', 'i', 1), grade('table-bob', 'i', 1)],
  };
  bench.exports.zip(`t-${snapshotAt}.zip`, { snapshotAt, tables });
}

const rowsTold = () => ['TableRowChanged', 'ContentRowChanged'].flatMap((event) => bench.events(event));

function isInLedger(text: string): boolean {
  return readdirSync(bench.folder)
    .filter((name) => name.startsWith('ledger.sqlite'))
    .some((name) => readFileSync(join(bench.folder, name)).includes(text));
}

it('a fetcher that learns whom to forget clears its ledger, and tells nothing of it', async () => {
  deliver(1);
  const fetcher = bench.start();
  await fetcher.runOnce();
  expect(isInLedger('table-ann') && isInLedger('dash-ann')).toBe(true);
  const before = rowsTold();
  erased.add('table-ann');
  await fetcher.runOnce();
  deliver(2);
  const report = await fetcher.runOnce();
  await fetcher.close();
  expect(report.rows).toMatchObject({ published: 0 });
  expect(report.rows.erased).toBeGreaterThan(0);
  expect(rowsTold()).toEqual(before);
  expect(isInLedger('table-ann') || isInLedger('dash-ann')).toBe(false);
  expect(isInLedger('table-bob') && isInLedger('dash-bob')).toBe(true);
});

it('also by the dashboard id alone the row of ids goes', async () => {
  deliver(1);
  const fetcher = bench.start();
  await fetcher.runOnce();
  erased.add('dash-ann');
  await fetcher.runOnce();
  await fetcher.close();
  expect(isInLedger('dash-ann')).toBe(false);
});
