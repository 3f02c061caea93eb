import { describe, expect, test } from 'vitest';
import { emptyPart } from '../state/parts.ts';
import {
  answered,
  asked,
  chose,
  courseGrade,
  itemGrade,
  member,
  opened,
  started,
  visited,
  watched,
} from '../testing/build.ts';
import { DAY } from '../time.ts';
import { applyFact, factTime, partOf } from './apply.ts';

test.each([
  [visited('lecture/a', 2 * DAY - 1), 'day/1', 2 * DAY - 1],
  [watched(2 * DAY), 'day/2', 2 * DAY],
  [visited('lecture/a', -1), 'day/-1', -1],
  [started('a', 5), 'progress', 5],
  [member('s1', 6), 'memberships', 6],
  [asked('q', 7), 'posts', 7],
  [answered('a', 'q', 8), 'posts', 8],
  [itemGrade('a', 1, { at: 9 }), 'grades', 9],
  [itemGrade('a', 1), 'grades', null],
  [courseGrade(1), 'grades', null],
  [chose('a goal', 10), 'settings', 10],
  [opened(7, 11), 'settings', 11],
])('%o is of part %s and of time %s', (fact, part, at) => {
  expect(partOf(fact)).toBe(part);
  expect(factTime(fact)).toBe(at);
});

describe('applyFact', () => {
  test.each([
    visited('lecture/a', 1),
    started('a', 1),
    member('s1', 1),
    asked('q', 1),
    answered('a', 'q', 1),
    itemGrade('a', 1),
    courseGrade(1),
    chose('a goal', 1),
    opened(7, 1),
  ])('changes the part once, and nothing when %o comes again', (fact) => {
    const part = emptyPart(partOf(fact));
    expect(applyFact(part, fact)).toBe(true);
    const once = structuredClone(part);
    expect(applyFact(part, fact)).toBe(false);
    expect(part).toEqual(once);
  });

  test('refuses a part of another kind', () => {
    expect(() => applyFact(emptyPart('grades'), started('a', 1))).toThrow(
      'a fact of type progress was given a part of kind grades',
    );
  });
});
