import { expect, test } from 'vitest';
import type { ReferenceAnswer, ReferenceCourse, ReferenceQuestion } from '../model.ts';
import { exampleCourse, figureOf, time, video, visit } from '../testing/example-course.ts';

const SCALED_AGAINST_2 = { previousCohortMaxima: { metric_2: 2 } };

function question(questionId: string, at: string, learnerId = 'ann'): ReferenceQuestion {
  return { learnerId, questionId, at: time(at) };
}

function answer(answerId: string, questionId: string, at: string, learnerId = 'ann'): ReferenceAnswer {
  return { learnerId, answerId, questionId, at: time(at) };
}

function raw(parts: Partial<ReferenceCourse>): number | null {
  return figureOf(exampleCourse(parts, SCALED_AGAINST_2), 'metric_2').raw;
}

test('questions, answers in own threads and other answers, per forum visit', () => {
  const course = exampleCourse(
    {
      questions: [question('q1', '2024-01-02 12:00'), question('q2', '2024-01-02 12:00', 'bob')],
      answers: [
        // Before the question was asked: still the own thread, whatever the times.
        answer('a1', 'q1', '2024-01-02 11:50'),
        answer('a2', 'q2', '2024-01-02 12:10'),
        // An unknown question is another's.
        answer('a3', 'q9', '2024-01-02 12:20'),
      ],
      clicks: [visit('discussions', '2024-01-03 10:00')],
    },
    SCALED_AGAINST_2,
  );
  // (0.5 × 1 + 0.2 × 1 + 0.3 × 2) / 2 visits (the posts; the click) = 1.3 / 2 = 0.65; × 10 / 2 = 3.25.
  expect(figureOf(course, 'metric_2')).toEqual({
    value: 3.2,
    absolute: null,
    total: null,
    scaled: 3.25,
    raw: (0.5 * 1 + 0.2 * 1 + 0.3 * 2) / 2,
    reason: null,
    dueSoFar: null,
  });
});

test('a visit is a run of forum clicks and own posts at most 30 minutes apart, over midnight too', () => {
  const questions = [question('q1', '2024-01-03 00:20'), question('q2', '2024-01-03 00:20', 'bob')];
  // 23:50 → 00:20 → 00:50 are gaps of exactly 30 min: 1 visit.
  const clicks = [visit('discussions', '2024-01-02 23:50'), visit('discussions/weeks', '2024-01-03 00:50')];
  expect(raw({ questions, clicks })).toBe(0.5);
  // One microsecond more: 2 visits.
  expect(
    raw({ questions, clicks: [visit('discussions', '2024-01-02 23:49:59.999999'), ...clicks.slice(1)] }),
  ).toBe(0.25);
  // Other clicks do not join what is more than 30 min apart.
  const others = [visit('lecture/watch', '2024-01-03 01:10'), video('2024-01-03 01:10')];
  expect(raw({ questions, clicks: [...clicks, ...others, visit('discussions', '2024-01-03 01:30')] })).toBe(
    0.25,
  );
});

test.each([
  ['discussions', 1],
  ['discussions?sort=new', 1],
  ['discussionPrompt/talk', 1],
  ['gradedDiscussionPrompt/talk', 1],
  ['discussion/all/1/threads/x', 0],
  ['home/discussions', 0],
  ['lecture/discussions', 0],
  ['discussions/1/2/3/4/5/6', 0],
])('/%s is a forum click: %i', (path, visits) => {
  // A question at 10:00 is one visit; a forum click at 12:00 is another, which halves the index.
  const questions = [question('q1', '2024-01-02 10:00')];
  const clicks = [visit(path, '2024-01-02 12:00')];
  expect(raw({ questions, clicks })).toBe(0.5 / (1 + visits));
});

test('a video event is no forum click, but an input', () => {
  const clicks = [{ ...visit('discussions', '2024-01-02 10:00'), kind: 'video' as const }];
  // No forum visit: divided by max(1, 0).
  expect(figureOf(exampleCourse({ clicks }, SCALED_AGAINST_2), 'metric_2')).toMatchObject({
    value: 0,
    scaled: 0,
    raw: 0,
    reason: null,
  });
});

test('the scaled value is limited to 10 and so is the shown value', () => {
  const questions = ['q1', 'q2', 'q3', 'q4', 'q5'].map((id) => question(id, '2024-01-02 10:00'));
  // 5 × 0.5 / 1 = 2.5; × 10 / 2 = 12.5 → 10.
  expect(figureOf(exampleCourse({ questions }, SCALED_AGAINST_2), 'metric_2')).toMatchObject({
    value: 10,
    scaled: 10,
    raw: 2.5,
  });
});

test('the shown value is rounded from the unrounded scaled value', () => {
  // One answer in one visit: index 0.3.
  const course = exampleCourse(
    { answers: [answer('a1', 'q9', '2024-01-02 10:00')] },
    { previousCohortMaxima: { metric_2: 12.03 } },
  );
  // 0.3 × 10 / 12.03 = 0.24937… → 0.25 to two decimals, 0.2 to one.
  expect(figureOf(course, 'metric_2')).toMatchObject({ value: 0.2, scaled: 0.25 });
  const other = { ...course, config: { ...course.config, previousCohortMaxima: { metric_2: 8.58 } } };
  // 0.3 × 10 / 8.58 = 0.34965… → 0.35, whose double lies below the tie; to one decimal 0.3 both ways.
  expect(figureOf(other, 'metric_2')).toMatchObject({ value: 0.3, scaled: 0.35 });
  const above = { ...course, config: { ...course.config, previousCohortMaxima: { metric_2: 6.68 } } };
  // 0.3 × 10 / 6.68 = 0.44910… → 0.45, whose double lies above the tie: rounded twice it would show 0.5.
  expect(figureOf(above, 'metric_2')).toMatchObject({ value: 0.4, scaled: 0.45 });
});

test('no figure: never delivered, not joinable, no input, no calibration, in this order', () => {
  const clicks = [visit('lecture/watch', '2024-01-02 10:00')];
  const strange = [question('q1', '2024-01-02 10:00', 'not a member')];
  const reason = (parts: Partial<ReferenceCourse>) => {
    const figure = figureOf(exampleCourse(parts), 'metric_2');
    expect(figure).toMatchObject({ value: null, scaled: null });
    return [figure.reason, figure.raw];
  };
  expect(reason({ forumDelivered: false, clicks })).toEqual(['no_data', null]);
  expect(reason({ questions: strange, clicks })).toEqual(['not_joinable', null]);
  expect(reason({ questions: strange })).toEqual(['not_joinable', null]);
  expect(reason({})).toEqual(['no_data', null]);
  expect(reason({ clicks })).toEqual(['no_calibration', 0]);
});

test('a poster who is a member of any session joins the forum to the course', () => {
  const course = exampleCourse(
    {
      memberships: [
        ...exampleCourse().memberships,
        { sessionId: 'not followed', learnerId: 'bob', startAt: time('2023-01-01 00:00') },
      ],
      answers: [answer('a1', 'q1', '2024-01-02 10:00', 'bob')],
      clicks: [visit('lecture/watch', '2024-01-02 10:00')],
    },
    SCALED_AGAINST_2,
  );
  expect(figureOf(course, 'metric_2')).toMatchObject({ value: 0, raw: 0, reason: null });
});

test('a delivered forum without any post is index 0', () => {
  const course = exampleCourse({ clicks: [visit('discussions', '2024-01-02 10:00')] }, SCALED_AGAINST_2);
  expect(figureOf(course, 'metric_2')).toMatchObject({ value: 0, scaled: 0, raw: 0, reason: null });
});
