import { expect, test } from 'vitest';
import type { ReferenceConfig, ReferenceCourse } from '../model.ts';
import { exampleCourse, figureOf, time, video } from '../testing/example-course.ts';

const START = time('2024-01-02 10:00');
const MINUTE = 60_000_000;

/**
 * `n` learners of a session, the k-th with k minutes of presence and k questions in one forum visit (index k/2), and
 * as many without any event, whose zeros do not count.
 */
function cohort(sessionId: string, n: number) {
  const numbers = Array.from({ length: n }, (_, index) => index + 1);
  const members = numbers.flatMap((k) => [`${sessionId} ${k}`, `${sessionId} idle ${k}`]);
  return {
    memberships: members.map((learnerId) => ({ sessionId, learnerId, startAt: START })),
    clicks: numbers.flatMap((k) =>
      [START, START + (k * MINUTE) / 2, START + k * MINUTE].map((at) => ({
        ...video('2024-01-02 10:00', `${sessionId} ${k}`),
        at,
      })),
    ),
    questions: numbers.flatMap((k) =>
      Array.from({ length: k }, (_, index) => ({
        learnerId: `${sessionId} ${k}`,
        questionId: `${sessionId} ${k} ${index}`,
        at: START,
      })),
    ),
  };
}

/** Ann with 1 minute and 1 question (index 0.5), in a course with a previous and a present cohort. */
function course(previous: number, present: number, config: Partial<ReferenceConfig> = {}): ReferenceCourse {
  const cohorts = [cohort('s0', previous), cohort('s1', present)];
  const own = { ...video('2024-01-02 10:00') };
  return exampleCourse(
    {
      sessions: [
        { sessionId: 's0', startAt: time('2023-01-02 07:00'), endAt: null, branchId: null },
        ...exampleCourse().sessions,
      ],
      memberships: [...exampleCourse().memberships, ...cohorts.flatMap((one) => one.memberships)],
      clicks: [own, { ...own, at: own.at + MINUTE }, ...cohorts.flatMap((one) => one.clicks)],
      questions: [
        { learnerId: 'ann', questionId: 'q', at: START },
        ...cohorts.flatMap((one) => one.questions),
      ],
    },
    { sessions: ['s1'], previousSessions: ['s0'], ...config },
  );
}

function scaled(of: ReferenceCourse): (number | null)[] {
  return [figureOf(of, 'metric_2').scaled, figureOf(of, 'metric_4').scaled];
}

test('the ⌈95·n/100⌉-th smallest non-zero value of the previous cohort', () => {
  // n = 20: the 19th: index 9.5, 19 minutes. 0.5 × 10 / 9.5 = 0.526…; 1 × 10 / 19 = 0.526…
  expect(scaled(course(20, 0))).toEqual([0.53, 0.53]);
  // n = 21: ⌈19.95⌉ = the 20th: index 10, 20 minutes: 0.5 and 0.5.
  expect(scaled(course(21, 0))).toEqual([0.5, 0.5]);
  // n = 40: the 38th: 10 / 38 = 0.263….
  expect(scaled(course(40, 0))).toEqual([0.26, 0.26]);
});

test('with fewer than 20 values the present cohort is next, and then none', () => {
  // Previous 19 → present: 19 and Ann are 20, of which the 19th smallest is 18 (1, 1, 2, … 19): 10 / 18 = 0.555…
  expect(scaled(course(19, 19))).toEqual([0.56, 0.56]);
  // Present 18 and Ann are 19: no calibration.
  const none = course(19, 18);
  expect(scaled(none)).toEqual([null, null]);
  expect(figureOf(none, 'metric_2')).toMatchObject({ value: null, raw: 0.5, reason: 'no_calibration' });
  expect(figureOf(none, 'metric_4')).toMatchObject({ value: 0, raw: 1 / 60, reason: 'no_calibration' });
});

test('each metric by itself: fixed maxima win, one alone leaves the other to the cohorts', () => {
  const fixed = course(20, 0, { previousCohortMaxima: { metric_2: 1 } });
  // 0.5 × 10 / 1 = 5; metric 4 from the previous cohort as above.
  expect(scaled(fixed)).toEqual([5, 0.53]);
  // Without posts of the previous cohort metric 2 falls to the present one (18 + Ann: none), metric 4 does not.
  const silent = course(20, 18);
  const questions = silent.questions.filter((question) => !question.learnerId.startsWith('s0'));
  expect(scaled({ ...silent, questions })).toEqual([null, 0.53]);
});
