import { expect, test } from 'vitest';
import type { ReferenceCourse, ReferenceMetricId } from '../model.ts';
import { referenceFigures } from '../reference.ts';
import { completed, exampleCourse, figureOf, started, time, visit } from '../testing/example-course.ts';

// The study's case (reference.test.ts) proves the profile as a whole; these are the clauses it does not reach.

function lak21(course: ReferenceCourse, metricId: ReferenceMetricId) {
  const { value, absolute, scaled } = figureOf(course, metricId, 'lak21');
  return [value, absolute, scaled];
}

const PRESENT = [started('unknown item', '2024-01-02 10:00')];

test('progress on an unknown item makes a learner and counts for presence alone', () => {
  const course = exampleCourse({
    progress: [
      { ...started('unknown item', '2024-01-02 10:00'), state: 9 },
      completed('unknown item', '2024-01-02 10:30'),
    ],
    clicks: [
      visit('lecture/unknown item', '2024-01-02 10:15'),
      visit('lecture/unknown item', '2024-01-05 10:15'),
    ],
  });
  expect(lak21(course, 'metric_1')).toEqual([0, null, 0]);
  expect(lak21(course, 'metric_3')).toEqual([0, null, 0]);
  // The learner is the whole cohort, so the maximum is their own 30 minutes.
  expect(lak21(course, 'metric_4')).toEqual([0.5, null, 10]);
  expect(lak21(course, 'metric_6')).toEqual([0, null, 0]);
  expect(lak21(course, 'metric_7')).toEqual([0, 0, 0]);
  expect(referenceFigures({ ...course, progress: [] }, 'lak21').size).toBe(0);
});

test('2: an answer at the time of the question is in the own thread, one before it is not', () => {
  const parts = (answeredAt: string) => ({
    progress: PRESENT,
    questions: [{ learnerId: 'ann', questionId: 'q1', at: time('2024-01-02 10:00') }],
    answers: [{ learnerId: 'ann', answerId: 'a1', questionId: 'q1', at: time(answeredAt) }],
    clicks: [visit('discussions/weeks/1', '2024-01-02 10:00')],
  });
  const config = { previousCohortMaxima: { metric_2: 1.4 } };
  // (0.5 + 0.2) / 1 × 10 / 1.4 = 5; (0.5 + 0.3) / 1 × 10 / 1.4 = 5.714…
  expect(lak21(exampleCourse(parts('2024-01-02 10:00'), config), 'metric_2')).toEqual([0.7, null, 5]);
  expect(lak21(exampleCourse(parts('2024-01-02 09:59'), config), 'metric_2')).toEqual([0.8, null, 5.71]);
});

test.each([
  ['discussions/weeks/1', 1],
  ['lecture/weeks', 1],
  ['discussions/weeks?x', 0],
  ['discussions', 0],
  ['discussionPrompt', 0],
  ['discussionPrompt/', 1],
  ['discussionPrompt?x/talk', 0],
  ['gradedDiscussionPrompt/talk', 0],
  ['discussion/weeks', 0],
  ['home/weeks', 0],
])('2: /%s is a visit: %i', (path, visits) => {
  const course = exampleCourse({
    progress: PRESENT,
    questions: [{ learnerId: 'ann', questionId: 'q1', at: 0 }],
    clicks: [visit('lecture/weeks', '2024-01-02 10:00'), visit(path, '2024-01-02 10:00')],
  });
  expect(lak21(course, 'metric_2')[0]).toBe(0.5 / (1 + visits));
});

test('2 and 4: without fixed maxima the maximum of the previous cohort, else of the present one', () => {
  const withPrevious = exampleCourse(
    {
      memberships: [
        ...exampleCourse().memberships,
        { sessionId: 's0', learnerId: 'bob', startAt: 0 },
        { sessionId: 's0', learnerId: 'never there', startAt: 0 },
      ],
      progress: [
        started('read', '2024-01-02 10:00'),
        started('read', '2024-01-02 10:10'),
        started('read', '2024-01-02 10:00', 'bob'),
        started('read', '2024-01-02 10:20', 'bob'),
      ],
      clicks: ['2024-01-02 10:00', '2024-01-02 10:29'].map((at) => visit('home', at, 'never there')),
    },
    { sessions: ['s1'], previousSessions: ['s0'] },
  );
  // Ann 10 minutes, Bob 20; who has no progress row is no learner of the study.
  expect(lak21(withPrevious, 'metric_4')).toEqual([0.2, null, 5]);
  const without = { ...withPrevious, config: { ...withPrevious.config, previousSessions: [] } };
  expect(lak21(without, 'metric_4')).toEqual([0.2, null, 10]);
  expect(lak21(without, 'metric_2')).toEqual([0, null, 0]);
});

test('4: whole seconds modulo a day, more than 5 of them', () => {
  const presence = (...times: string[]) =>
    lak21(exampleCourse({ progress: times.map((at) => started('read', at)) }), 'metric_4')[0];
  const day = Array.from({ length: 49 }, (_, index) => ({
    ...started('read', '2024-01-02 10:00'),
    at: time('2024-01-02 10:00') + index * 30 * 60_000_000,
  }));
  expect(presence('2024-01-02 10:00', '2024-01-02 10:15')).toBe(0.2);
  expect(lak21(exampleCourse({ progress: day }), 'metric_4')[0]).toBe(0);
  expect(lak21(exampleCourse({ progress: day.slice(1) }), 'metric_4')[0]).toBe(23.5);
  // 5.9992 s are 5 whole seconds: dropped, so that nothing remains to scale against.
  const short = exampleCourse({
    progress: [started('read', '2024-01-02 10:00'), started('read', '2024-01-02 10:00:05.9992')],
  });
  expect(lak21(short, 'metric_4')).toEqual([0, null, 0]);
});

test('5: exactly 2 days early gives 1 because of the microsecond', () => {
  const early = (at: string) => lak21(exampleCourse({ progress: [started('exam', at)] }), 'metric_5');
  // Module 1: 8 Jan 00:00 − 1 µs.
  expect(early('2024-01-06 00:00')).toEqual([1, null, 1.43]);
  expect(early('2024-01-05 23:59:59.999999')).toEqual([2, null, 2.86]);
});

test('cohort_enrollment: the start of the last listed session for everyone', () => {
  const course = exampleCourse(
    {
      sessions: [
        ...exampleCourse().sessions,
        { sessionId: 's2', startAt: time('2024-01-03 07:00'), endAt: null, branchId: null },
      ],
      progress: [completed('read', '2024-01-02 10:00')],
      clicks: [visit('lecture/read', '2024-01-03 10:00')],
    },
    { sessions: ['s1', 's2'], earlyActivityLimit: 'cohort_enrollment' },
  );
  // Ann is in s1 only; her completion moves to 3 Jan, the day of the visit.
  expect(lak21(course, 'metric_1')).toEqual([0, null, 0]);
  const unclamped = { ...course, config: { ...course.config, earlyActivityLimit: 'none' as const } };
  expect(lak21(unclamped, 'metric_1')).toEqual([100, null, 1000]);
});

test('an absent type is 0 of 0; no weights are grade 0', () => {
  expect(lak21(exampleCourse({ progress: PRESENT }), 'metric_9')).toEqual([0, 0, 0]);
  const itemGrades = [{ learnerId: 'ann', itemId: 'exam', grade: 1 }];
  expect(lak21(exampleCourse({ progress: PRESENT, itemGrades }), 'metric_12')).toEqual([0, null, 0]);
});
