import { DAY } from '@learning-tracker/metrics';
import type { LearnerRef } from '@learning-tracker/storage';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { SettingsExpiry } from './expiry.ts';
import { createRolloverBench, type RolloverBench } from './testing/rollover-bench.ts';

const START = Date.parse('2020-01-06T12:00:00Z') * 1000;
const LIFETIME = 30 * DAY;

let bench: RolloverBench;
/** Newest snapshot that names learners, whom it names, and whose addresses were taken away. */
let snapshotAt: number | null;
let named: Set<string>;
let forgotten: (LearnerRef & { readonly at: number })[];
let asked: number;
beforeEach(async () => {
  bench = await createRolloverBench();
  bench.courses.set('c1', {
    config: { timeZone: 'UTC', rollover: { day: 'Sunday', time: '20:00' } },
    endsAt: null,
  });
  bench.clock.at = START;
  [snapshotAt, named, forgotten, asked] = [null, new Set(), [], 0];
});
afterEach(() => bench.dispose());

const expiry: SettingsExpiry = {
  lifetime: LIFETIME,
  namedUpTo: async () => snapshotAt,
  isNamed: async ({ learnerId }) => {
    asked += 1;
    return named.has(learnerId);
  },
  forgetEmail: async (learner, at) => void forgotten.push({ ...learner, at }),
};

/** A day's export comes, at a time from the start. */
function exportAt(since: number): void {
  snapshotAt = START + since;
  bench.clock.at = Math.max(bench.clock.at, snapshotAt);
}

const expiries = async () =>
  (await bench.events()).flatMap(({ dashboardId, at, eventId, change }) =>
    'SettingsExpired' in change ? [{ dashboardId, at, eventId, ...change.SettingsExpired }] : [],
  );

test('choices of an id end when exports have not named it for the lifetime, with the address', async () => {
  named.add('ann');
  await bench.choose('c1', 'ann');
  await bench.choose('c1', 'junk');
  const rollover = await bench.rollover({ expiry });
  exportAt(LIFETIME - 1);
  await rollover.look();
  expect(await expiries()).toEqual([]);
  exportAt(LIFETIME);
  await rollover.look();
  const at = START + LIFETIME;
  expect(await expiries()).toMatchObject([{ dashboardId: 'junk', at, changedAt: START }]);
  expect(forgotten).toEqual([{ courseId: 'c1', learnerId: 'junk', at }]);
  expect(await bench.view('c1', 'junk')).toMatchObject({ goal: null });
  expect(await bench.view('c1', 'ann')).toMatchObject({ goal: `goal of ${START}` });
});

test('nothing ends while exports stay away, however long', async () => {
  await bench.choose('c1', 'junk');
  const rollover = await bench.rollover({ expiry });
  bench.clock.at += 10 * LIFETIME;
  await rollover.look();
  snapshotAt = START + DAY;
  await rollover.look();
  expect(await expiries()).toEqual([]);
});

test('nothing ends early by a snapshot whose clock is ahead', async () => {
  await bench.choose('c1', 'junk');
  const rollover = await bench.rollover({ expiry });
  snapshotAt = START + 10 * LIFETIME;
  await rollover.look();
  expect(await expiries()).toEqual([]);
});

test('a new choice begins anew, and outlives the expiry of the old ones', async () => {
  await bench.choose('c1', 'junk');
  const rollover = await bench.rollover({ expiry });
  bench.clock.at += LIFETIME - DAY;
  await bench.choose('c1', 'junk');
  exportAt(LIFETIME);
  await rollover.look();
  expect(await expiries()).toEqual([]);
  exportAt(2 * LIFETIME);
  await rollover.look();
  expect(await expiries()).toMatchObject([{ at: START + 2 * LIFETIME - DAY }]);
});

test('no week is opened for whom nothing is left, and again once something is chosen', async () => {
  await bench.choose('c1', 'junk');
  const rollover = await bench.rollover({ expiry });
  exportAt(LIFETIME);
  expect(await rollover.look()).toBe(0);
  bench.clock.at += DAY;
  await bench.choose('c1', 'junk');
  bench.clock.at += 7 * DAY;
  expect(await rollover.look()).toBe(1);
});

test('is the same event from every copy and after a restart, and is looked for once a snapshot', async () => {
  await bench.choose('c1', 'junk');
  named.add('ann');
  await bench.choose('c1', 'ann');
  exportAt(LIFETIME);
  const rollover = await bench.rollover({ expiry });
  await rollover.look();
  const looked = asked;
  await rollover.look();
  expect(asked).toBe(looked);
  await rollover.stop();
  const another = await bench.rollover({ expiry, log: { ...bench.log } });
  await another.look();
  const told = await expiries();
  expect(new Set(told.map(({ eventId }) => eventId)).size).toBe(1);
  expect(told).toHaveLength(1);
});

test('whoever is on the erasure list is left alone', async () => {
  await bench.choose('c1', 'junk');
  const rollover = await bench.rollover({ expiry, isErased: () => true });
  exportAt(LIFETIME);
  await rollover.look();
  expect([await expiries(), forgotten]).toEqual([[], []]);
});
