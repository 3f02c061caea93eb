import { describe, expect, test } from 'vitest';
import {
  answered,
  asked,
  chose,
  courseGrade,
  itemGrade,
  member,
  opened,
  progress,
  START,
  stateOf,
  visited,
} from '../testing/build.ts';
import { DAY } from '../time.ts';
import { mergeParts, mergeStates } from './merge.ts';
import { emptyPart } from './parts.ts';

describe('mergeStates', () => {
  test.each([
    [
      'days',
      [visited('discussions', START)],
      [visited('discussions', START + 1), visited('lecture/a', START)],
    ],
    ['days apart', [visited('lecture/a', START)], [visited('lecture/a', START + DAY)]],
    ['progress', [progress('a', 1, START)], [progress('a', 1, START, { version: 2, deleted: true })]],
    [
      'grades',
      [itemGrade('a', 0.5), courseGrade(1)],
      [itemGrade('a', 0.7, { version: 2 }), courseGrade(0.5)],
    ],
    ['a course grade on one side only', [itemGrade('a', 0.5)], [courseGrade(0.5)]],
    ['memberships', [member('s1', 1)], [member('s1', 2, { version: 2 }), member('s2', 1)]],
    ['settings', [chose('a', 1), opened(2, 5)], [chose('b', 2), opened(1, 9)]],
    ['posts', [asked('q', 1), answered('a', 'q', 2)], [asked('q', 1, { version: 2, deleted: true })]],
  ])('of %s is the state of all facts, from either side', (_, left, right) => {
    const all = stateOf([...left, ...right]);
    expect(mergeStates(stateOf(left), stateOf(right))).toEqual(all);
    expect(mergeStates(stateOf(right), stateOf(left))).toEqual(all);
  });

  test('erased absorbs', () => {
    expect(mergeStates({ erased: true }, stateOf([asked('q', 1)]))).toEqual({ erased: true });
  });
});

test.each([
  ['progress', 'grades'],
  ['day/1', 'day/2'],
  ['posts', 'day/1'],
] as const)('parts %s and %s cannot be merged', (a, b) => {
  expect(() => mergeParts(emptyPart(a), emptyPart(b))).toThrow(TypeError);
});
