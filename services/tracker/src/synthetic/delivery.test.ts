import { createHash } from 'node:crypto';
import { globSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createManualScheduler, type Scheduler } from '@learning-tracker/runtime';
import { createSyntheticCourse } from '@learning-tracker/synthetic-course';
import { expect, onTestFinished, test } from 'vitest';
import { arrivalsOf } from './arrivals.ts';
import { createDeliveredCount } from './delivered-count.ts';
import { createDelivery } from './delivery.ts';

const OPTIONS = { seed: 7, learners: 6, weeks: 1 };
const course = createSyntheticCourse(OPTIONS);
const arrivals = arrivalsOf(course);
const atOnce: Scheduler = {
  after(_ms, run) {
    queueMicrotask(run);
    return () => {};
  },
};

function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'delivery-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Path and digest of every file. */
function contentOf(folder: string): Record<string, string> {
  const files = globSync('**', { cwd: folder }).filter((path) => statSync(join(folder, path)).isFile());
  return Object.fromEntries(
    files.sort().map((path) => [
      path,
      createHash('sha256')
        .update(readFileSync(join(folder, path)))
        .digest('hex'),
    ]),
  );
}

async function deliverAll(folder: string, endAfter = Number.POSITIVE_INFINITY): Promise<boolean> {
  const ending = new AbortController();
  const count = createDeliveredCount(folder, OPTIONS);
  const delivery = createDelivery({
    course,
    arrivals,
    folder,
    scheduler: atOnce,
    signal: ending.signal,
    delivered: await count.read(),
    onDelivered: async (delivered) => {
      await count.write(delivered);
      if (delivered >= endAfter) ending.abort();
    },
  });
  await delivery.past();
  return delivery.coming(1);
}

test('the past comes at once, with one table snapshot; then a day whenever its time has passed', async () => {
  const folder = temporaryFolder();
  const scheduler = createManualScheduler();
  const delivered: number[] = [];
  const ending = new AbortController();
  const delivery = createDelivery({
    course,
    arrivals,
    folder,
    scheduler,
    signal: ending.signal,
    onDelivered: (count) => void delivered.push(count),
  });
  await delivery.past();
  expect(delivered).toHaveLength(arrivals.past.length);
  expect(globSync('*.zip', { cwd: folder })).toHaveLength(1);

  const over = delivery.coming(5);
  scheduler.advance(4_999);
  await Promise.resolve();
  expect(delivered).toHaveLength(arrivals.past.length);
  scheduler.advance(1);
  await expect.poll(() => delivered.length).toBe(arrivals.past.length + 1);
  expect(globSync('*.zip', { cwd: folder })).toHaveLength(2);
  ending.abort();
  expect(await over).toBe(false);
});

test('a delivery that ended anywhere goes on to the files of one that did not', async () => {
  const whole = temporaryFolder();
  expect(await deliverAll(whole)).toBe(true);
  const expected = contentOf(whole);
  expect(Object.keys(expected).length).toBeGreaterThan(arrivals.past.length + arrivals.coming.length);

  const total = arrivals.past.length + arrivals.coming.length;
  for (const endAfter of [
    1,
    arrivals.past.length - 1,
    arrivals.past.length,
    arrivals.past.length + 1,
    total - 1,
  ]) {
    const folder = temporaryFolder();
    expect(await deliverAll(folder, endAfter)).toBe(false);
    expect(await deliverAll(folder)).toBe(true);
    expect(contentOf(folder)).toEqual(expected);
  }
});

test('a folder takes one course only', async () => {
  const folder = temporaryFolder();
  await createDeliveredCount(folder, OPTIONS).write(3);
  expect(await createDeliveredCount(folder, OPTIONS).read()).toBe(3);
  await expect(createDeliveredCount(folder, { ...OPTIONS, seed: 8 }).read()).rejects.toMatchObject({
    code: 'DELIVERY_MIXED',
    message: expect.stringContaining('seed 7'),
  });
});
