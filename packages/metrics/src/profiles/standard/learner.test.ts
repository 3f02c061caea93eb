import { describe, expect, test } from 'vitest';
import type { Fact } from '../../facts.ts';
import { viewLearner } from '../../learner-view.ts';
import { CONTENT, completed, courseOf, member, START, started, stateOf } from '../../testing/build.ts';
import { DAY } from '../../time.ts';
import { standardLearner } from './learner.ts';

const LATER = START + 30 * DAY;
const SESSIONS = [
  { sessionId: 's1', startAt: START, endAt: null, branchId: null },
  { sessionId: 's2', startAt: LATER, endAt: null, branchId: 'b' },
];
const course = (
  settings: Parameters<typeof courseOf>[0] = {},
  content: Parameters<typeof courseOf>[1] = {},
) => courseOf(settings, { sessions: SESSIONS, ...content });

function learnerOf(facts: readonly Fact[], view = course()) {
  const learner = viewLearner(stateOf(facts));
  return learner === null ? null : standardLearner(learner, view, view.followed);
}
const rowsOf = (facts: readonly Fact[], view = course()) =>
  learnerOf(facts, view)?.rows.map(({ session, clampedAt }) => [session.sessionId, clampedAt]);

describe('the session of a learner', () => {
  test('is none for who is no member', () => {
    expect(learnerOf([started('video', START)])).toBeNull();
    expect(learnerOf([member('s1', START, { deleted: true })])).toBeNull();
    expect(learnerOf([member('elsewhere', START)])).toBeNull();
  });

  test('is the one joined last, not the one that starts last', () => {
    const facts = [member('s1', LATER + 1), member('s2', LATER)];
    expect(learnerOf(facts)?.session.sessionId).toBe('s1');
  });

  test('at equal joins is the later of the list', () => {
    const facts = [member('s1', LATER), member('s2', LATER)];
    expect(learnerOf(facts)?.session.sessionId).toBe('s2');
    expect(learnerOf(facts, course({ sessions: ['s2', 's1'] }))?.session.sessionId).toBe('s1');
  });

  test('gives the items of its branch', () => {
    const branchItem = {
      ...CONTENT.items[0],
      itemId: 'own',
      branchId: 'b',
    } as (typeof CONTENT.items)[number];
    const view = course({}, { items: [...CONTENT.items, branchItem] });
    const facts = [member('s2', LATER), started('video', LATER), started('own', LATER)];
    expect(learnerOf(facts, view)).toMatchObject({ rows: [{ item: { itemId: 'own' } }], ignoredRows: 1 });
  });
});

describe('a row', () => {
  const joins = [member('s1', START), member('s2', LATER)];

  test('belongs to the session joined last at or before its time, before the first to the first', () => {
    const at = (time: number) => rowsOf([...joins, started('video', time)])?.[0]?.[0];
    expect([at(START - 1), at(START), at(LATER - 1), at(LATER)]).toEqual(['s1', 's1', 's1', 's2']);
  });

  test.each([
    ['none', START - DAY],
    ['learner_enrollment', START + DAY],
    ['cohort_enrollment', START],
  ] as const)('earlier than allowed under %s is moved up', (earlyActivityLimit, clampedAt) => {
    const facts = [member('s1', START + DAY), started('video', START - DAY)];
    expect(rowsOf(facts, course({ earlyActivityLimit }))).toEqual([['s1', clampedAt]]);
  });

  test('is never moved down', () => {
    const facts = [member('s1', START), started('video', START + DAY)];
    for (const earlyActivityLimit of ['learner_enrollment', 'cohort_enrollment'] as const)
      expect(rowsOf(facts, course({ earlyActivityLimit }))).toEqual([['s1', START + DAY]]);
  });

  test('belongs to its session by the time before clamping', () => {
    // Clamped to the start of s1, which is later than the join of s2.
    const view = course({ earlyActivityLimit: 'cohort_enrollment', sessions: ['s2', 's1'] });
    const facts = [
      member('s1', START - 5 * DAY),
      member('s2', START - DAY),
      started('video', START - 4 * DAY),
    ];
    expect(rowsOf(facts, view)).toEqual([['s1', START]]);
  });
});

test('first start and completion are the least clamped times', () => {
  const learner = learnerOf([
    member('s1', START),
    started('video', START + 9),
    started('video', START + 5),
    completed('video', START + 7),
    completed('video', START + 8),
  ]);
  expect(learner?.firstStart).toEqual(new Map([['video', START + 5]]));
  expect(learner?.firstCompletion).toEqual(new Map([['video', START + 7]]));
});
