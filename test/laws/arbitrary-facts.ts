import type { Fact } from '@learning-tracker/metrics';
import { DAY, MINUTE } from '@learning-tracker/metrics';
import fc from 'fast-check';
import type { AddressedFact } from './engine.ts';

/** Small domains, so that keys, versions, times and gaps of exactly 30 minutes collide often. */
const version = fc.constantFrom(1, 2, 3);
const deleted = fc.boolean();
const item = fc.constantFrom('a', 'b', 'c/d', '');
const at = fc
  .tuple(
    fc.constantFrom(0, DAY - 1, DAY, 2 * DAY),
    fc.constantFrom(0, 1, 30 * MINUTE, 30 * MINUTE + 1, 60 * MINUTE, 95 * MINUTE),
  )
  .map(([day, offset]) => day + offset);
const url = fc.constantFrom(
  ...[
    'lecture/a/x',
    'lecture/b',
    'home/weeks',
    'discussions',
    'discussions/weeks/1',
    'discussionPrompt/a/x/y',
    'quiz/',
    'quiz',
  ].map((tail) => `https://www.coursera.org/learn/slug/${tail}`),
  'https://www.coursera.org/learn',
  'https://www.coursera.org/learn/slug/a/b/c/d/e/f/g/h',
);
const identity = fc.constantFrom(1, 2, 255).map((byte) => new Uint8Array(16).fill(byte));
const eventId = fc.constantFrom('e1', 'e2', 'e3');
const grade = fc.constantFrom(null, 0, 0.1, 0.25, 1);

const fact: fc.Arbitrary<Fact> = fc.oneof(
  fc.record({
    type: fc.constant('click' as const),
    kind: fc.constantFrom('access', 'video'),
    at,
    url,
    identity,
    occurrence: fc.constantFrom(0, 1),
  }),
  fc.record({
    type: fc.constant('progress' as const),
    version,
    deleted,
    itemId: item,
    state: fc.constantFrom(1, 2, 3),
    at,
    count: fc.constantFrom(1, 2),
  }),
  fc.record({
    type: fc.constant('membership' as const),
    version,
    deleted,
    sessionId: item,
    startAt: at,
    endAt: fc.option(at),
  }),
  fc.record({ type: fc.constant('question' as const), version, deleted, questionId: item, at }),
  fc.record({ type: fc.constant('answer' as const), version, deleted, answerId: item, questionId: item, at }),
  fc.record({
    type: fc.constant('itemGrade' as const),
    version,
    deleted,
    itemId: item,
    grade,
    at: fc.option(at),
  }),
  fc.record({
    type: fc.constant('courseGrade' as const),
    version,
    deleted,
    overall: grade,
    at: fc.option(at),
  }),
  fc.record({
    type: fc.constant('consent' as const),
    at,
    eventId,
    consent: fc.boolean(),
    followUp: fc.constantFrom(null, true, false),
  }),
  fc.record({ type: fc.constant('goal' as const), at, eventId, goal: fc.constantFrom('', 'a', 'b') }),
  fc.record({
    type: fc.constant('selection' as const),
    at,
    eventId,
    metrics: fc.subarray(['metric_1', 'metric_2', 'metric_3']),
  }),
  fc.record({
    type: fc.constant('questionnaire' as const),
    at,
    eventId,
    answers: fc.array(fc.constantFrom(1, 7), { maxLength: 2 }),
  }),
  fc.record({ type: fc.constant('week' as const), at, week: fc.constantFrom(3, 10) }),
  fc.record({ type: fc.constant('expiry' as const), at }),
);

/** Facts of two learners. */
export const arbitraryFacts: fc.Arbitrary<AddressedFact[]> = fc.array(
  fc.record({ learnerId: fc.constantFrom('ann', 'bob'), fact }),
  { maxLength: 60 },
);
