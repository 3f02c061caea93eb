import { expect, test } from 'vitest';
import { referenceFigures } from '../reference.ts';
import { completed, exampleCourse, figureOf, started, time } from '../testing/example-course.ts';

const WEEK_LATER = [
  { sessionId: 's1', startAt: time('2024-01-01 07:00'), endAt: null, branchId: null },
  { sessionId: 's2', startAt: time('2024-01-08 07:00'), endAt: null, branchId: null },
];

const READ = { itemId: 'read', branchId: null, lessonId: 'lesson0', typeId: '2', optional: false };

function joining(first: string, second: string) {
  return [
    { sessionId: 's1', learnerId: 'ann', startAt: time(first) },
    { sessionId: 's2', learnerId: 'ann', startAt: time(second) },
  ];
}

test('learners are the members of followed sessions, with or without progress', () => {
  const course = exampleCourse(
    {
      sessions: WEEK_LATER,
      memberships: [
        { sessionId: 's1', learnerId: 'ann', startAt: 0 },
        { sessionId: 's2', learnerId: 'bob', startAt: 0 },
      ],
      progress: [started('read', '2024-01-01 10:00', 'carl')],
    },
    { sessions: ['s2'] },
  );
  expect([...referenceFigures(course, 'standard').keys()]).toEqual(['bob']);
  expect([
    ...referenceFigures({ ...course, config: { ...course.config, sessions: undefined } }, 'standard').keys(),
  ]).toEqual(['ann', 'bob']);
});

test('a row belongs to the session joined last at or before it, a row before all to the first', () => {
  // s1 joined 1 Jan 00:00, s2 joined 9 Jan 00:00; `read` is of module 0, whose week begins with the session.
  // At 9 Jan 00:00 exactly: s2 (8 Jan 07:00) → 17 h after; 1 µs earlier: s1 (1 Jan 07:00) → limited to 7 days.
  const course = exampleCourse({
    sessions: WEEK_LATER,
    memberships: joining('2024-01-01 00:00', '2024-01-09 00:00'),
  });
  const raw = (at: string) => figureOf({ ...course, progress: [started('read', at)] }, 'metric_5').raw;
  expect(raw('2024-01-09 00:00')).toBe(17 / 24);
  expect(raw('2024-01-08 23:59:59.999999')).toBe(7);
  // Before both memberships: s1, so 31 Dec 07:00 is 1 day before the week (under s2 it would be the limit −7).
  expect(raw('2023-12-31 07:00')).toBe(-1);
});

test('of equal membership starts the session later in the list counts, for the first session too', () => {
  const course = exampleCourse({
    sessions: WEEK_LATER,
    memberships: joining('2024-01-05 00:00', '2024-01-05 00:00'),
    progress: [started('read', '2024-01-02 07:00')],
  });
  const raw = (sessions: string[]) =>
    figureOf({ ...course, config: { ...course.config, sessions } }, 'metric_5').raw;
  // Under s2 2 Jan 07:00 is 6 days before the week, under s1 1 day after its begin.
  expect(raw(['s1', 's2'])).toBe(-6);
  expect(raw(['s2', 's1'])).toBe(1);
});

test('clamps are those of the session of the row', () => {
  const course = exampleCourse({
    sessions: WEEK_LATER,
    memberships: joining('2024-01-03 07:00', '2024-01-10 07:00'),
    progress: [started('read', '2024-01-02 07:00')],
  });
  const raw = (earlyActivityLimit: 'none' | 'learner_enrollment' | 'cohort_enrollment', at: string) =>
    figureOf(
      { ...course, config: { ...course.config, earlyActivityLimit }, progress: [started('read', at)] },
      'metric_5',
    ).raw;
  // 31 Dec 07:00 lies before both joinings: s1. Unclamped −1 day; moved to 3 Jan 07:00: 2 days; to s1's start: 0.
  expect(raw('none', '2023-12-31 07:00')).toBe(-1);
  expect(raw('learner_enrollment', '2023-12-31 07:00')).toBe(2);
  expect(raw('cohort_enrollment', '2023-12-31 07:00')).toBe(0);
  // A time after the limit stays: 4 Jan 07:00 is 3 days into s1.
  expect(raw('learner_enrollment', '2024-01-04 07:00')).toBe(3);
});

test('the session is found with the unclamped time', () => {
  // The row of 7 Jan 12:00 is of s1 although its clamped time would lie after joining s2 (7 Jan 18:00).
  const course = exampleCourse(
    {
      sessions: [
        { sessionId: 's1', startAt: time('2024-01-08 07:00'), endAt: null, branchId: null },
        { sessionId: 's2', startAt: time('2024-01-01 07:00'), endAt: null, branchId: null },
      ],
      memberships: joining('2024-01-01 00:00', '2024-01-07 18:00'),
      progress: [started('read', '2024-01-07 12:00')],
    },
    { earlyActivityLimit: 'cohort_enrollment', sessions: ['s1', 's2'] },
  );
  // Clamped to s1's start, which is the week's begin as well: 0 days; under s2 it would be 6 d 5 h.
  expect(figureOf(course, 'metric_5').raw).toBe(0);
});

test('items and module orders come from the branch of the session joined last, for all rows', () => {
  const course = exampleCourse({
    sessions: [
      { sessionId: 's1', startAt: time('2024-01-01 07:00'), endAt: null, branchId: null },
      { sessionId: 's2', startAt: time('2024-01-08 07:00'), endAt: null, branchId: 'new' },
    ],
    memberships: joining('2024-01-01 00:00', '2024-01-08 00:00'),
    items: [
      ...exampleCourse().items,
      { itemId: 'read', branchId: 'new', lessonId: 'lesson0', typeId: '2', optional: false },
      { itemId: 'only new', branchId: 'new', lessonId: 'lesson0', typeId: '2', optional: false },
    ],
    lessons: [...exampleCourse().lessons, { lessonId: 'lesson0', branchId: 'new', moduleId: 'module0' }],
    modules: [...exampleCourse().modules, { moduleId: 'module0', branchId: 'new', order: 1 }],
    progress: [started('read', '2024-01-02 07:00'), completed('watch', '2024-01-02 07:00')],
  });
  // `watch` is no item of the branch; the old row of s1 has the new module order 1: 8 Jan 07:00 − 6 days.
  expect(figureOf(course, 'metric_5')).toMatchObject({ raw: -6, dueSoFar: 1 });
  expect(figureOf(course, 'metric_7')).toMatchObject({ absolute: 0, total: 2 });
  // A branch without item rows uses course_items.
  const old = { ...course, items: exampleCourse().items };
  expect(figureOf(old, 'metric_7')).toMatchObject({ absolute: 1, total: 4 });
});

test('without a list all sessions are followed, ordered by start, then id', () => {
  // Joined at the same time, the session later in that order counts: `a`, which starts a week later than `z`.
  const at = time('2024-01-05 00:00');
  const course = (startOfA: string) =>
    exampleCourse({
      sessions: [
        { sessionId: 'a', startAt: time(startOfA), endAt: null, branchId: null },
        { sessionId: 'z', startAt: time('2024-01-01 07:00'), endAt: null, branchId: 'other' },
      ],
      memberships: ['a', 'z'].map((sessionId) => ({ sessionId, learnerId: 'ann', startAt: at })),
      items: [...exampleCourse().items, { ...READ, itemId: 'of z', branchId: 'other' }],
    });
  expect(figureOf(course('2024-01-08 07:00'), 'metric_7').total).toBe(4);
  // With equal starts `z` is the later one by its id.
  expect(figureOf(course('2024-01-01 07:00'), 'metric_7').total).toBe(1);
});
