import fc from 'fast-check';
import { arbitraryConfig } from './arbitrary-config.ts';
import { arbitraryContent, ITEM_IDS, UNKNOWN_ITEM_ID } from './arbitrary-content.ts';
import { arbitraryAsOf, arbitraryJoining, arbitraryTime, MONDAY } from './arbitrary-times.ts';
import { arbitraryUrl } from './arbitrary-urls.ts';
import type { ReferenceCourse, ReferenceMembership } from './model.ts';
import { MINUTE } from './time.ts';

type LearnerRows = Pick<
  ReferenceCourse,
  | 'memberships'
  | 'progress'
  | 'itemGrades'
  | 'courseGrades'
  | 'questions'
  | 'answers'
  | 'forumDelivered'
  | 'clicks'
>;

const SESSION_IDS = ['s0', 's1', 's2'];
const GRADES = [null, 0, 0.1, 0.25, 0.5, 1 / 3, 0.7, 0.835, 1];

/**
 * Small courses in which what is easily got wrong happens often: equal times, gaps of exactly 30 minutes, midnights,
 * week boundaries, a microsecond off each, repeated rows and clicks, unknown items, types, modules and questions,
 * learners in several sessions or in none, every option. Keys are unique as in effective rows, and `asOf` lies at or
 * after every fact. One course in five has a previous cohort of 19 to 21 learners more, about the least number that
 * calibrates `standard`.
 */
export function arbitraryCourse(): fc.Arbitrary<ReferenceCourse> {
  return fc
    .record({
      config: arbitraryConfig(),
      content: arbitraryContent(),
      rows: fc.constantFrom(2, 3, 4).chain((n) => arbitraryRows(['ann', 'bob', 'cleo', 'dan'].slice(0, n))),
      crowd: fc.oneof(
        { weight: 4, arbitrary: fc.constant(null) },
        { weight: 1, arbitrary: fc.constantFrom(19, 20, 21).chain(arbitraryCrowd) },
      ),
    })
    .chain(({ config, content, rows, crowd }) => {
      const all = crowd === null ? rows : joined(rows, crowd);
      return arbitraryAsOf(newestFactAt(all)).map((asOf) => ({ config, asOf, ...content, ...all }));
    });
}

function arbitraryRows(learnerIds: readonly string[]): fc.Arbitrary<LearnerRows> {
  // The first of them does most, so that its figures have much to go by.
  const [busiest = 'ann'] = learnerIds;
  const learnerId = fc.constantFrom(busiest, busiest, busiest, ...learnerIds);
  const author = fc.constantFrom(...learnerIds, ...learnerIds, 'stranger');
  const itemId = fc.constantFrom(...ITEM_IDS, ...ITEM_IDS, UNKNOWN_ITEM_ID);
  const progress = fc.record({
    learnerId,
    itemId,
    state: fc.constantFrom(1, 1, 1, 2, 2, 2, 3),
    at: arbitraryTime(),
  });
  const click = fc.record({
    learnerId,
    kind: fc.constantFrom('access' as const, 'access' as const, 'video' as const),
    at: arbitraryTime(),
    url: arbitraryUrl(),
  });
  const questionId = fc.constantFrom('q1', 'q2', 'q3', 'q4');
  const question = fc.record({ learnerId: author, questionId, at: arbitraryTime() });
  const answer = fc.record({
    learnerId: author,
    answerId: fc.constantFrom('a1', 'a2', 'a3', 'a4', 'a5'),
    questionId: fc.constantFrom('q1', 'q2', 'q3', 'q9'),
    at: arbitraryTime(),
  });
  const posts = fc.record({
    forumDelivered: fc.constant(true),
    questions: fc.uniqueArray(question, { maxLength: 4, selector: (row) => row.questionId, size: 'max' }),
    answers: fc.uniqueArray(answer, { maxLength: 5, selector: (row) => row.answerId, size: 'max' }),
  });
  // Isolated hashing: nobody who posts is a member.
  const strangers = fc.record({
    forumDelivered: fc.constant(true),
    questions: fc.constant([{ learnerId: 'stranger', questionId: 'q1', at: MONDAY }]),
    answers: fc.constant([]),
  });
  const silence = fc.record({
    forumDelivered: fc.boolean(),
    questions: fc.constant([]),
    answers: fc.constant([]),
  });
  const forum = fc.oneof(
    { weight: 6, arbitrary: posts },
    { weight: 1, arbitrary: strangers },
    { weight: 1, arbitrary: silence },
  );

  return fc
    .record({
      memberships: fc.tuple(...learnerIds.map(arbitraryMemberships)).map((rows) => rows.flat()),
      progress: arbitraryRepeating(progress, 40),
      clicks: arbitraryRepeating(click, 40),
      itemGrades: fc.uniqueArray(fc.record({ learnerId, itemId, grade: fc.constantFrom(...GRADES) }), {
        maxLength: 12,
        selector: (row) => `${row.learnerId}/${row.itemId}`,
        size: 'max',
      }),
      courseGrades: fc.oneof(
        fc.constant([]),
        fc.uniqueArray(fc.record({ learnerId, overall: fc.constantFrom(...GRADES) }), {
          selector: (row) => row.learnerId,
        }),
      ),
      forum,
    })
    .map(({ forum: forumRows, ...rows }) => ({ ...rows, ...forumRows }));
}

function arbitraryMemberships(learnerId: string): fc.Arbitrary<ReferenceMembership[]> {
  const sessionIds = fc.oneof(
    { weight: 3, arbitrary: fc.constantFrom<string[]>(['s1'], ['s2'], ['s1', 's2'], ['s2', 's1']) },
    { weight: 1, arbitrary: fc.shuffledSubarray(SESSION_IDS) },
  );
  const joinedAt = fc.oneof(
    arbitraryJoining().map((at) => [at, at, at]),
    fc.array(arbitraryJoining(), { minLength: 3, maxLength: 3 }),
  );
  return fc
    .tuple(sessionIds, joinedAt)
    .map(([ids, times]) =>
      ids.map((sessionId, index) => ({ sessionId, learnerId, startAt: times[index] ?? MONDAY })),
    );
}

/** Rows of which one in six stands twice. */
function arbitraryRepeating<T>(row: fc.Arbitrary<T>, maxLength: number): fc.Arbitrary<T[]> {
  const copies = fc.constantFrom(1, 1, 1, 1, 1, 2);
  return fc
    .array(fc.tuple(row, copies), { maxLength, size: 'max' })
    .map((rows) => rows.flatMap(([one, times]) => Array.from({ length: times }, () => one)));
}

/** `n` members of the cohort before, the k-th with k minutes of presence and, most of them, an index of 0.5. */
function arbitraryCrowd(n: number): fc.Arbitrary<LearnerRows> {
  return fc.constantFrom(n, n - 1).map((posting) => {
    const ids = Array.from({ length: n }, (_, index) => `crowd${index + 1}`);
    const startAt = MONDAY - 56 * 24 * 60 * MINUTE;
    return {
      memberships: ids.map((learnerId) => ({ sessionId: 's0', learnerId, startAt })),
      progress: ids.map((learnerId) => ({ learnerId, itemId: 'A', state: 1, at: startAt })),
      clicks: ids.map((learnerId, index) => ({
        learnerId,
        kind: 'access' as const,
        at: startAt + (index + 1) * MINUTE,
        url: 'https://www.coursera.org/learn/slug/discussions/weeks/1',
      })),
      questions: ids.slice(0, posting).map((learnerId) => ({
        learnerId,
        questionId: `question of ${learnerId}`,
        at: startAt,
      })),
      answers: [],
      itemGrades: [],
      courseGrades: [],
      forumDelivered: posting > 0,
    };
  });
}

function joined(a: LearnerRows, b: LearnerRows): LearnerRows {
  return {
    memberships: [...a.memberships, ...b.memberships],
    progress: [...a.progress, ...b.progress],
    itemGrades: [...a.itemGrades, ...b.itemGrades],
    courseGrades: [...a.courseGrades, ...b.courseGrades],
    questions: [...a.questions, ...b.questions],
    answers: [...a.answers, ...b.answers],
    forumDelivered: a.forumDelivered || b.forumDelivered,
    clicks: [...a.clicks, ...b.clicks],
  };
}

function newestFactAt(rows: LearnerRows): number {
  const facts = [...rows.progress, ...rows.clicks, ...rows.questions, ...rows.answers];
  const times = [
    ...facts.map((fact) => fact.at),
    ...rows.memberships.map((membership) => membership.startAt),
  ];
  return Math.max(MONDAY, ...times);
}
