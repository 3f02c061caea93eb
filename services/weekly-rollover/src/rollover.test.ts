import { setImmediate as nextTurn } from 'node:timers/promises';
import type { CourseSchedule } from '@learning-tracker/runtime';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createRolloverBench, type RolloverBench } from './testing/rollover-bench.ts';

const DAY = 86_400_000_000;
const micros = (text: string) => Date.parse(text) * 1000;
const dayOf = (text: string) => micros(text) / DAY;

let bench: RolloverBench;
beforeEach(async () => {
  bench = await createRolloverBench();
  bench.courses.set('c1', courseIn('UTC'));
  bench.clock.at = micros('2020-01-01T00:00:00Z');
});
afterEach(() => bench.dispose());

function courseIn(timeZone: string, endsAt: string | null = null): CourseSchedule {
  return {
    config: { timeZone, rollover: { day: 'Sunday', time: '20:00' } },
    endsAt: endsAt === null ? null : micros(endsAt),
  };
}

async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await condition())) await nextTurn();
}

describe('on Sunday evening', () => {
  test('every learner with settings may change again, once', async () => {
    await bench.choose('c1', 'ann');
    await bench.choose('c1', 'bob');
    const rollover = await bench.rollover();
    bench.clock.at = micros('2020-01-05T19:59:59.999Z');
    expect(await rollover.look()).toBe(0);
    bench.clock.at = micros('2020-01-05T20:00:00Z');
    expect(await rollover.look()).toBe(2);
    expect(await rollover.look()).toBe(0);
    const week = dayOf('2019-12-30');
    expect((await bench.openings()).map(({ eventId, ...rest }) => rest)).toEqual(
      expect.arrayContaining([
        { learner: 'c1/ann', week, at: bench.clock.at },
        { learner: 'c1/bob', week, at: bench.clock.at },
      ]),
    );
    expect(await bench.view('c1', 'ann')).toMatchObject({ goalMayChange: true, selectionMayChange: false });
  });

  test('it happens by itself, at the next look', async () => {
    await bench.choose('c1', 'ann');
    await bench.rollover();
    bench.clock.at = micros('2020-01-05T20:00:00Z');
    bench.scheduler.advance(10_000);
    await until(async () => (await bench.openings()).length === 1);
    await until(() => bench.scheduler.waiting === 1);
  });

  test('whoever chose at that instant or later waits for the next week', async () => {
    const rollover = await bench.rollover();
    bench.clock.at = micros('2020-01-05T20:00:00Z');
    await bench.choose('c1', 'ann');
    await bench.choose('c1', 'bob', bench.clock.at + 1);
    await bench.choose('c1', 'cid', bench.clock.at - 1);
    await rollover.look();
    expect((await bench.openings()).map(({ learner }) => learner)).toEqual(['c1/cid']);
    bench.clock.at += 7 * DAY;
    expect(await rollover.look()).toBe(3);
  });

  test('whoever only loaded the widget has nothing to change', async () => {
    const change = { InteractionRecorded: { kind: 'load_widget' } } as const;
    const who = {
      eventId: 'i',
      courseId: 'c1',
      dashboardId: 'ann',
      at: bench.clock.at,
      actor: 'learner',
    } as const;
    await bench.append({ ...who, change });
    bench.clock.at += 7 * DAY;
    expect(await (await bench.rollover()).look()).toBe(0);
  });

  test('an erased learner is left alone', async () => {
    await bench.choose('c1', 'ann');
    await bench.choose('c1', 'bob');
    const rollover = await bench.rollover({ isErased: ({ learnerId }) => learnerId === 'bob' });
    bench.clock.at += 7 * DAY;
    await rollover.look();
    expect((await bench.openings()).map(({ learner }) => learner)).toEqual(['c1/ann']);
  });

  test('each course has its own', async () => {
    bench.courses.set('c2', courseIn('America/New_York')).set('c3', courseIn('UTC', '2020-01-05T20:00:00Z'));
    for (const course of ['c1', 'c2', 'c3', 'unknown']) await bench.choose(course, 'ann');
    const rollover = await bench.rollover();
    bench.clock.at = micros('2020-01-06T00:59:59Z');
    await rollover.look();
    expect((await bench.openings()).map(({ learner }) => learner)).toEqual(['c1/ann']);
    bench.clock.at = micros('2020-01-06T01:00:00Z');
    expect(await rollover.look()).toBe(1);
    bench.courses.set('unknown', courseIn('UTC'));
    expect(await rollover.look()).toBe(1);
    bench.clock.at = micros('2021-01-01T00:00:00Z');
    await rollover.look();
    expect((await bench.openings()).filter(({ learner }) => learner === 'c3/ann')).toEqual([]);
  });
});

describe('a service that was away', () => {
  test('makes up for several weeks with the newest, in the bytes of one on time', async () => {
    await bench.choose('c1', 'ann');
    bench.clock.at = micros('2020-01-28T09:00:00Z');
    const late = await bench.rollover();
    expect(await late.look()).toBe(1);
    const [opened] = await bench.openings();
    expect(opened).toMatchObject({ week: dayOf('2020-01-20'), at: micros('2020-01-26T20:00:00Z') });

    const other = await createRolloverBench();
    other.courses.set('c1', courseIn('UTC'));
    other.clock.at = micros('2020-01-01T00:00:00Z');
    await other.choose('c1', 'ann');
    other.clock.at = micros('2020-01-26T20:00:00Z');
    await (await other.rollover()).look();
    expect(await other.openings()).toEqual([opened]);
    await other.dispose();
  });

  test('does not open a week for a goal that was set after its instant', async () => {
    await bench.choose('c1', 'ann');
    await bench.choose('c1', 'ann', micros('2020-01-07T00:00:00Z'));
    bench.clock.at = micros('2020-01-08T00:00:00Z');
    await (await bench.rollover()).look();
    expect(await bench.view('c1', 'ann')).toMatchObject({ goalMayChange: false });
  });

  test('knows from the log what was opened before', async () => {
    await bench.choose('c1', 'ann');
    bench.clock.at += 7 * DAY;
    const first = await bench.rollover();
    await first.look();
    await first.stop();
    expect(await (await bench.rollover()).look()).toBe(0);
    expect(await bench.openings()).toHaveLength(1);
  });

  test('goes on where a log or a store was away', async () => {
    await bench.choose('c1', 'ann');
    bench.clock.at += 7 * DAY;
    let away = true;
    const rollover = await bench.rollover({
      log: {
        ...bench.log,
        async append(records) {
          if (away) throw new Error('away');
          await bench.log.append(records);
        },
      },
    });
    bench.scheduler.advance(10_000);
    await until(() => rollover.notes().length > 0);
    expect(rollover.notes()).toEqual(['weeks are not opened: away']);
    away = false;
    await until(() => bench.scheduler.waiting === 1);
    bench.scheduler.advance(10_000);
    await until(() => rollover.notes().length === 0);
    expect(await bench.openings()).toHaveLength(1);
  });

  test('passes over a record that cannot be read', async () => {
    await bench.log.append([{ topic: 'learner-settings', key: 'c1/ann', value: Uint8Array.of(9) }]);
    await bench.choose('c1', 'ann');
    bench.clock.at += 7 * DAY;
    expect(await (await bench.rollover()).look()).toBe(1);
  });
});

describe('two copies', () => {
  test('of one group share the learners', async () => {
    for (let n = 0; n < 20; n += 1) await bench.choose('c1', `learner ${n}`);
    const first = await bench.rollover();
    const second = await bench.rollover();
    bench.clock.at += 7 * DAY;
    const opened = await Promise.all([first.look(), second.look()]);
    expect(opened.every((count) => count > 0)).toBe(true);
    expect(new Set((await bench.openings()).map(({ eventId }) => eventId)).size).toBe(20);
    expect(await bench.openings()).toHaveLength(20);
  });

  test('that both think a partition theirs write the same events', async () => {
    await bench.choose('c1', 'ann');
    const copies = await Promise.all(['a', 'b'].map((group) => bench.rollover({ group })));
    bench.clock.at += 7 * DAY;
    await Promise.all(copies.map((copy) => copy.look()));
    const openings = await bench.openings();
    expect(new Set(openings.map((opening) => JSON.stringify(opening))).size).toBe(1);
  });

  test('take over from one that ends', async () => {
    for (let n = 0; n < 20; n += 1) await bench.choose('c1', `learner ${n}`);
    const first = await bench.rollover();
    const second = await bench.rollover();
    bench.clock.at += 7 * DAY;
    await first.look();
    await first.stop();
    await until(async () => {
      await second.look();
      return (await bench.openings()).length === 20;
    });
    bench.clock.at += 7 * DAY;
    expect(await second.look()).toBe(20);
  });
});
