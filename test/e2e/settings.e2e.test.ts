import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { type EngineBench, expectBalance, startBench } from './engine-bench.ts';
import { gatewayOn } from './engine-gateway.ts';
import {
  COURSE,
  csv,
  dayOfClicks,
  FIRST_DAY,
  smallConfig,
  smallTables,
  TABLES_ZIP,
  tablesZip,
  zipOf,
} from './small-course.ts';
import { temporaryFolder, tracker } from './support.ts';

const DAY = 86_400_000_000;
const micros = (text: string) => Date.parse(text) * 1000;
/** Session `session1` lasts from Monday, 8 January 2024, to Monday, 22 January. */
const CONFIG = smallConfig({ timeZone: 'Europe/Amsterdam' });
const SUNDAY_EVENING = micros('2024-01-14T19:00:00Z');

/** A gateway on the engine, called as the widget does. */
async function widgetOn(bench: EngineBench, clock: { now(): number }) {
  const { gateway, link } = await gatewayOn(bench, clock);
  const base = async (id: string) => `${await link(id)}/learner_data`;
  return {
    get: async (id: string) => (await gateway.app.inject(`${await base(id)}/${id}/${COURSE}`)).json(),
    async post(route: string, id: string, payload: object) {
      const answer = await gateway.app.inject({
        method: 'POST',
        url: `${await base(id)}/${route}/${id}/${COURSE}`,
        payload,
      });
      return [answer.statusCode, answer.json().error ?? answer.json().success];
    },
  };
}

async function exportOf(): Promise<Record<string, Buffer | string>> {
  const tables = Object.fromEntries(
    Object.entries(smallTables()).map(([name, rows]) => [`${name}.csv`, csv(rows)]),
  );
  return {
    [TABLES_ZIP]: await zipOf(tables),
    [`access-${FIRST_DAY}.csv.gz`]: gzipSync(csv(dayOfClicks(FIRST_DAY))),
  };
}

test('a learner lives through two Sundays: chosen before any export, shown, changed once a week, inspected', async () => {
  const clock = { at: micros('2024-01-09T10:00:00Z'), now: () => clock.at };
  const bench = await startBench(CONFIG, { clock });
  const { engine } = bench;
  await engine.rollover.start();
  await bench.take({});
  const widget = await widgetOn(bench, clock);
  const id = 'dashboard-fay';
  const selected_metrics = ['metric_7', 'metric_1', 'metric_12'];

  expect(await widget.post('consent', id, { consent: true, follow_up: false, email: '' })).toEqual([
    200,
    true,
  ]);
  expect(await widget.post('goal', id, { goal: 'finish' })).toEqual([200, true]);
  expect(await widget.post('widget', id, { selected_metrics })).toEqual([200, true]);
  const chosen = { consent: true, goal: 'finish', selected_metrics, update_goal_flag: false };
  expect(await widget.get(id)).toMatchObject({ ...chosen, metrics: { metric_7: { value: 0 } } });

  // The snapshot that names the learner comes; nothing is copied, and the choices are theirs.
  await bench.take(await exportOf());
  const named = await widget.get(id);
  expect(named).toMatchObject(chosen);
  expect(named.metrics.metric_7.value).toBeGreaterThan(0);
  expect(await engine.store.settings({ courseId: COURSE, learnerId: id })).toMatchObject({ pending: [] });
  expect(await widget.post('goal', id, { goal: 'again' })).toEqual([403, 'CHANGE_NOT_OPEN']);

  clock.at = SUNDAY_EVENING - 1;
  expect(await engine.rollover.look()).toBe(0);
  clock.at = SUNDAY_EVENING;
  expect(await engine.rollover.look()).toBe(1);
  await engine.caughtUp();
  expect(await widget.get(id)).toMatchObject({ update_goal_flag: true, update_indicators_flag: true });
  expect(await widget.post('goal', id, { goal: 'again' })).toEqual([200, true]);
  expect(await widget.get(id)).toMatchObject({
    goal: 'again',
    update_goal_flag: false,
    update_indicators_flag: true,
  });
  expect(await widget.post('goal', id, { goal: 'once more' })).toEqual([403, 'CHANGE_NOT_OPEN']);

  // The second Sunday is the last of the session.
  clock.at += 7 * DAY;
  expect(await engine.rollover.look()).toBe(1);
  clock.at += 7 * DAY;
  expect(await engine.rollover.look()).toBe(0);
  await engine.caughtUp();
  expect(await widget.get(id)).toMatchObject({ update_goal_flag: true });
  expectBalance(await engine.store.progress());

  await bench.stop();
  const data = join(bench.folder, 'data.sqlite');
  for (const name of ['fay', id]) {
    const { stdout } = tracker('inspect', name, '--data', data, '--json');
    expect(JSON.parse(stdout)).toMatchObject({
      learnerId: 'fay',
      dashboardId: id,
      settings: { consent: true, goal: 'again', goalMayChange: true, selection: selected_metrics },
    });
  }
  expect(tracker('inspect', id, '--data', data).stdout).toContain('goal: "again" (may be changed)');
});

test('a learner whom no export names has settings, and can be inspected', async () => {
  const clock = { at: micros('2024-01-09T10:00:00Z'), now: () => clock.at };
  const bench = await startBench(CONFIG, { clock, folder: temporaryFolder() });
  await bench.take({});
  const widget = await widgetOn(bench, clock);
  await widget.post('consent', 'stranger', { consent: false });
  await bench.engine.caughtUp();
  await bench.stop();
  const { stdout } = tracker('inspect', 'stranger', '--data', join(bench.folder, 'data.sqlite'), '--json');
  expect(JSON.parse(stdout)).toMatchObject({
    dashboardId: 'stranger',
    figures: null,
    settings: { consent: false },
  });
});

test('choices and address of an id end when exports go on without naming it; those of a learner stay', async () => {
  const clock = { at: micros('2024-01-09T10:00:00Z'), now: () => clock.at };
  const bench = await startBench(CONFIG, { clock });
  const { engine } = bench;
  await engine.rollover.start();
  await bench.take(await exportOf());
  const widget = await widgetOn(bench, clock);
  const yes = { consent: true, follow_up: true, email: 'someone@example.org' };
  for (const id of ['dashboard-fay', 'made-up']) {
    expect(await widget.post('consent', id, yes)).toEqual([200, true]);
    expect(await widget.post('goal', id, { goal: 'finish' })).toEqual([200, true]);
  }
  const address = (learnerId: string) => engine.sealedRows.read({ courseId: COURSE, learnerId });
  expect(await address('made-up')).not.toBeNull();
  clock.at += 91 * DAY;
  await engine.rollover.look();
  await engine.caughtUp();
  expect(await widget.get('made-up')).toMatchObject({ goal: 'finish' });

  const later = `small_course_${clock.at / 1000}.zip`;
  await bench.take({ [later]: await tablesZip(smallTables(), later) });
  await engine.rollover.look();
  await engine.caughtUp();
  expect(await widget.get('made-up')).toMatchObject({ goal: null, consent: null, update_goal_flag: false });
  expect(await widget.get('dashboard-fay')).toMatchObject({ goal: 'finish', consent: true });
  expect([await address('made-up'), (await address('dashboard-fay')) === null]).toEqual([null, false]);
  expectBalance(await engine.store.progress());
});
