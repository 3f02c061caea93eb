import { describe, expect, test } from 'vitest';
import {
  asked,
  CONTENT,
  courseGrade,
  courseOf,
  member,
  SETTINGS,
  START,
  started,
  stateOf,
  visited,
} from '../testing/build.ts';
import { MINUTE } from '../time.ts';
import { calibrationFor, createCalibrator, createCensus } from './calibrate.ts';

const COURSE = courseOf(
  { sessions: ['s1'], previousSessions: ['s0'] },
  { sessions: [...CONTENT.sessions, { sessionId: 's0', startAt: START, endAt: null, branchId: null }] },
);

/** A learner of `session` who was present for `minutes` and asked `questions` in one forum visit. */
const learner = (session: string, minutes: number, questions = 0) =>
  stateOf([
    member(session, START),
    started('video', START),
    ...(minutes === 0 ? [] : [visited('lecture/video', START + minutes * MINUTE)]),
    ...Array.from({ length: questions }, (_, i) => asked(`q${i}`, START)),
  ]);

/** n learners present 1 to n minutes. */
const cohort = (session: string, n: number, questions = 0) =>
  Array.from({ length: n }, (_, i) => learner(session, i + 1, questions));

function calibrated(states: readonly ReturnType<typeof learner>[], course = COURSE) {
  const calibrator = createCalibrator(course);
  for (const state of states) calibrator.add(state);
  return calibrator.finish();
}

describe('standard takes the 95th percentile of at least 20 figures', () => {
  test.each([
    // ⌈95·n/100⌉: 20 → 19, 21 → 19.95 → 20, 30 (the longest gap within a session) → 28.5 → 29.
    [20, 19],
    [21, 20],
    [30, 29],
  ])('of %d it is the %dth smallest', (n, rank) => {
    expect(calibrated(cohort('s0', n)).standard.metric_4).toEqual({
      maximum: rank,
      source: 'previous',
      provisional: false,
      learners: n,
    });
  });

  test('of 19 there is none', () => {
    expect(calibrated(cohort('s0', 19)).standard.metric_4).toBeNull();
  });

  test('figures of zero are not among them', () => {
    expect(calibrated([...cohort('s0', 19), learner('s0', 0)]).standard.metric_4).toBeNull();
    expect(calibrated([...cohort('s0', 20), learner('s0', 0)]).standard.metric_4?.learners).toBe(20);
  });

  test('the order of learners makes no difference', () => {
    const states = cohort('s0', 25);
    expect(calibrated([...states].reverse())).toEqual(calibrated(states));
  });
});

describe('sources', () => {
  test('the present cohort stands in, provisionally, where the previous is too small', () => {
    expect(calibrated([...cohort('s0', 19), ...cohort('s1', 20)]).standard.metric_4).toEqual({
      maximum: 19,
      source: 'present',
      provisional: true,
      learners: 20,
    });
  });

  test('the previous cohort wins over a greater present one', () => {
    const states = [...cohort('s0', 20), ...cohort('s1', 30)];
    expect(calibrated(states).standard.metric_4).toMatchObject({ maximum: 19, source: 'previous' });
  });

  test('each metric looks for its own', () => {
    // Everybody was present; only the present cohort asked: index 0.5 × 2 / 1 visit = 1.
    const { standard } = calibrated([...cohort('s0', 20), ...cohort('s1', 20, 2)]);
    expect(standard.metric_2).toEqual({ maximum: 1, source: 'present', provisional: true, learners: 20 });
    expect(standard.metric_4).toMatchObject({ source: 'previous' });
  });

  test('who is no member of either cohort, or erased, counts nowhere', () => {
    const states = [...cohort('s0', 19), ...cohort('elsewhere', 30), { erased: true } as const];
    expect(calibrated(states).standard.metric_4).toBeNull();
  });
});

test('lak21 takes the maximum, of however few', () => {
  expect(calibrated([learner('s0', 3), learner('s0', 7)]).lak21.metric_4).toEqual({
    maximum: 7,
    source: 'previous',
    provisional: false,
    learners: 2,
  });
  expect(calibrated([learner('s0', 0)]).lak21.metric_4).toBeNull();
});

describe('calibrationFor', () => {
  const record = {
    version: 3,
    census: createCensus(true).finish(),
    profiles: calibrated([...cohort('s0', 20), ...cohort('s1', 20, 2)]),
  };

  test('takes the record’s scales of the profile', () => {
    expect(calibrationFor(record, SETTINGS, 'standard')).toMatchObject({
      version: 3,
      metric_4: { maximum: 19 },
    });
    expect(calibrationFor(record, SETTINGS, 'lak21')).toMatchObject({ metric_4: { maximum: 20 } });
  });

  test('a fixed maximum wins, of its metric only', () => {
    const settings = { ...SETTINGS, previousCohortMaxima: { metric_4: 600 } };
    expect(calibrationFor(record, settings, 'standard')).toMatchObject({
      metric_2: { source: 'present' },
      metric_4: { maximum: 600, source: 'fixed', provisional: false, learners: 0 },
    });
  });

  test('before the first record has version 0 and only what is fixed', () => {
    const settings = { ...SETTINGS, previousCohortMaxima: { metric_2: 2 } };
    expect(calibrationFor(null, settings, 'standard')).toEqual({
      version: 0,
      metric_2: { maximum: 2, source: 'fixed', provisional: false, learners: 0 },
      metric_4: null,
    });
  });
});

describe('the census', () => {
  const counted = (...states: readonly ReturnType<typeof learner>[]) => {
    const census = createCensus(true);
    for (const state of states) census.add(state);
    return census.finish();
  };

  test('of nobody finds nothing', () => {
    expect(counted()).toEqual({
      forumDelivered: true,
      hasPosts: false,
      postersAreMembers: false,
      hasCourseGrades: false,
    });
    expect(createCensus(false).finish().forumDelivered).toBe(false);
  });

  test('tells posters who are members from posters who are none', () => {
    const stranger = stateOf([asked('q', START)]);
    expect(counted(stranger, learner('s1', 5))).toMatchObject({ hasPosts: true, postersAreMembers: false });
    expect(counted(stranger, learner('s1', 5, 1))).toMatchObject({ hasPosts: true, postersAreMembers: true });
  });

  test('sees a row of course grades, with a grade or without', () => {
    expect(counted(stateOf([courseGrade(null)]))).toMatchObject({ hasCourseGrades: true });
    expect(counted(stateOf([courseGrade(1, { deleted: true })]))).toMatchObject({ hasCourseGrades: false });
  });
});
