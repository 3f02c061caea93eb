import { type DayPart, dayOf, dayPartName, emptyPart } from '@learning-tracker/metrics';
import { encodeHistoryDay, encodePart } from '@learning-tracker/storage';
import type { LearnerSettingsChanged } from '@learning-tracker/streams';
import { describe, expect, test } from 'vitest';
import { createGateway } from '../gateway.ts';
import {
  createTestBed,
  figuresOf,
  INITIAL_VIEW,
  NOW,
  OPERATOR_TOKEN,
  STAFF_TOKEN,
  TOKEN,
  tokenOf,
  WIDGET_TOKEN,
} from '../testing/fakes.ts';
import { ownDataAnswer } from './schemas.ts';

const EXPORT = '/v1/me/export';
const bearer = (token: string) => ({ url: EXPORT, headers: { authorization: `Bearer ${token}` } });
const eventOf = (change: LearnerSettingsChanged['change'], dashboardId = 'd1'): LearnerSettingsChanged => ({
  ...{ eventId: JSON.stringify(change), courseId: 'c1', dashboardId },
  ...{ at: NOW, actor: 'learner', change },
});

/** Learner t1/d1 with something of every kind, and another one with the like. */
function fullBed() {
  const bed = createTestBed();
  bed.emails.set('c1/d1', 'ann@example.org').set('c1/d2', 'ben@example.org');
  bed.settings.views.set('c1/d1', { ...INITIAL_VIEW, consent: true, followUp: true, goal: 'mine' });
  bed.events.push(
    eventOf({ InteractionRecorded: { kind: 'load_widget' } }),
    eventOf({ GoalSet: { goal: 'mine' } }),
    eventOf({ SrlAnswered: { answers: [1, 7] } }),
    eventOf({ GoalSet: { goal: 'not mine' } }, 'd2'),
  );
  const bytes = encodeHistoryDay('standard', 2, figuresOf({ metric_7: { value: 27 } }));
  bed.store.days.set('c1/t1', [{ day: 19_700, bytes }]);
  const day: DayPart = {
    ...{ kind: 'day', day: dayOf(NOW), visits: new Map(), videoRuns: [] },
    pageRuns: [60_000_000, 120_000_000],
  };
  const settings = emptyPart('settings');
  if (settings.kind !== 'settings') throw new Error('not a settings part');
  settings.questionnaires.set('q', { at: NOW, eventId: 'q', value: [1, 7] });
  bed.store.parts.set('c1/t1', new Map([[dayPartName(day.day), encodePart(day)]]));
  bed.store.parts.set('c1/d1', new Map([['settings', encodePart(settings)]]));
  return bed;
}

test.each([
  ['table id', bearer(TOKEN)],
  ['dashboard id', bearer(WIDGET_TOKEN)],
  ['link', { url: `/w/${TOKEN}${EXPORT}` }],
])('all that is held, by a token with the %s', async (_, request) => {
  const { app } = await createGateway(fullBed().deps);
  const answer = await app.inject(request);
  expect(answer.statusCode).toBe(200);
  expect(answer.headers).toMatchObject({
    'cache-control': 'no-store',
    'content-disposition': 'attachment; filename="learning-tracker.json"',
    'content-type': 'application/json; charset=utf-8',
  });
  const held = ownDataAnswer.parse(answer.json());
  expect(held).toMatchObject({
    ...{ courseId: 'c1', learnerId: 't1', dashboardId: 'd1', email: 'ann@example.org' },
    settings: { consent: true, goal: 'mine' },
    history: [{ day: '2023-12-09', metrics: { metric_7: { value: 27 } } }],
  });
  expect(held.settingsEvents.map(({ change }) => change)).toEqual([
    { InteractionRecorded: { kind: 'load_widget' } },
    { GoalSet: { goal: 'mine' } },
    { SrlAnswered: { answers: [1, 7] } },
  ]);
  expect(held.figures.map(({ profile }) => profile)).toEqual(['standard', 'lak21']);
  for (const { explanations, metrics } of held.figures) {
    expect(explanations).toHaveLength(12);
    expect(metrics.metric_7?.value).toBe(27);
  }
  expect(held.state).toMatchObject([
    {
      part: dayPartName(dayOf(NOW)),
      content: { presence: ['2020-03-01T00:01:00.000000Z to 2020-03-01T00:02:00.000000Z'] },
    },
    { part: 'settings', content: { questionnaires: { q: { value: [1, 7] } } } },
  ]);
  for (const other of ['ben@example.org', 'not mine', 'd2']) expect(answer.body).not.toContain(other);
});

test('of a learner whom no export has named, what was chosen', async () => {
  const bed = fullBed();
  bed.store.ids.get('c1')?.clear();
  const { app } = await createGateway(bed.deps);
  const held = ownDataAnswer.parse((await app.inject(bearer(WIDGET_TOKEN))).json());
  expect(held).toMatchObject({ learnerId: null, email: 'ann@example.org', figures: [], history: [] });
  expect(held.settingsEvents).toHaveLength(3);
  expect(held.state.map(({ part }) => part)).toEqual(['settings']);
});

test('staff and operators have no data of their own here', async () => {
  const { app } = await createGateway(fullBed().deps);
  for (const token of [STAFF_TOKEN, OPERATOR_TOKEN])
    expect((await app.inject(bearer(token))).statusCode).toBe(403);
});

test('what cannot be read is a refusal, not half of a file; the log names nobody', async () => {
  const bed = fullBed();
  const read = async () => {
    throw new Error('no key');
  };
  const { app } = await createGateway({ ...bed.deps, vault: { read } });
  const answer = await app.inject(bearer(TOKEN));
  expect([answer.statusCode, answer.headers['content-disposition']]).toEqual([500, undefined]);
  for (const secret of ['t1', 'd1', 'ann@example.org']) expect(bed.log.text()).not.toContain(`"${secret}"`);
});

describe('limits', () => {
  test('one learner may ask so often within an hour; the others are not kept from it', async () => {
    const bed = fullBed();
    const config = { ownDataLimits: { perHour: 2, atOnce: 4 } };
    const { app } = await createGateway({ ...bed.deps, config });
    const codes = [];
    for (let turn = 0; turn < 3; turn += 1) codes.push((await app.inject(bearer(TOKEN))).statusCode);
    const other = await tokenOf({ role: 'learner', sub: 't2', idKind: 'table', course: 'c1' });
    codes.push((await app.inject(bearer(other))).statusCode);
    bed.clock.advance(3_600_000_000);
    const later = await tokenOf({ role: 'learner', sub: 't1', idKind: 'table', course: 'c1' }, 7_200);
    codes.push((await app.inject(bearer(later))).statusCode);
    expect(codes).toEqual([200, 200, 429, 200, 200]);
  });

  test('so many are gathered at a time', async () => {
    const bed = fullBed();
    const gate = Promise.withResolvers<void>();
    const begun = Promise.withResolvers<void>();
    const events = async () => {
      begun.resolve();
      await gate.promise;
      return [];
    };
    const config = { ownDataLimits: { perHour: 10, atOnce: 1 } };
    const { app } = await createGateway({ ...bed.deps, settingsHistory: { events }, config });
    const first = app.inject(bearer(TOKEN)).then((answer) => answer.statusCode);
    await begun.promise;
    expect((await app.inject(bearer(TOKEN))).statusCode).toBe(503);
    gate.resolve();
    expect(await first).toBe(200);
    expect((await app.inject(bearer(TOKEN))).statusCode).toBe(200);
  });
});

test.each([
  ['table id', bearer(TOKEN)],
  ['dashboard id', bearer(WIDGET_TOKEN)],
])(
  'nothing of who is to be forgotten, whatever is still kept, by a token with the %s',
  async (_, request) => {
    const bed = fullBed();
    bed.forgetting.erased.add('c1/t1').add('c1/d1');
    const { app } = await createGateway(bed.deps);
    const answer = await app.inject(request);
    expect(answer.json()).toMatchObject({
      ...{ email: null, figures: [], history: [], state: [] },
      settingsEvents: [],
    });
    expect(answer.body).not.toMatch(/ann@|mine/);
  },
);
