import { describe, expect, test } from 'vitest';
import type { Register } from './parts.ts';
import { mergeRegisters, supersedes, valuesInForce, writeRegister } from './registers.ts';

const rowOf = (version: number, value: string): Register<string> => ({ version, value });
const tombstone = (version: number): Register<string> => ({ version, value: null });

describe('supersedes', () => {
  test.each([
    ['anything over nothing', tombstone(1), undefined, true],
    ['the greater version', rowOf(2, 'a'), rowOf(1, 'b'), true],
    ['not the lesser version', rowOf(1, 'b'), rowOf(2, 'a'), false],
    ['a later tombstone over a row', tombstone(2), rowOf(1, 'a'), true],
    ['at equal versions a row over a tombstone', rowOf(1, 'a'), tombstone(1), true],
    ['at equal versions no tombstone over a row', tombstone(1), rowOf(1, 'a'), false],
    ['at equal versions the greater bytes', rowOf(1, 'b'), rowOf(1, 'a'), true],
    ['at equal versions not the lesser bytes', rowOf(1, 'a'), rowOf(1, 'b'), false],
    ['not its own like', rowOf(1, 'a'), rowOf(1, 'a'), false],
    ['no tombstone over its like', tombstone(1), tombstone(1), false],
  ])('%s', (_, candidate, present, expected) => {
    expect(supersedes(candidate, present)).toBe(expected);
  });
});

test('writeRegister keeps the winner and says whether the map changed', () => {
  const map = new Map<string, Register<string>>();
  expect(writeRegister(map, 'k', rowOf(1, 'a'))).toBe(true);
  expect(writeRegister(map, 'k', rowOf(1, 'a'))).toBe(false);
  expect(writeRegister(map, 'k', tombstone(2))).toBe(true);
  expect(writeRegister(map, 'k', rowOf(1, 'z'))).toBe(false);
  expect(map).toEqual(new Map([['k', tombstone(2)]]));
});

test('mergeRegisters takes the winner of each key and changes neither map', () => {
  const a = new Map([
    ['both', rowOf(1, 'a')],
    ['left', rowOf(1, 'l')],
  ]);
  const b = new Map([
    ['both', rowOf(2, 'b')],
    ['right', tombstone(1)],
  ]);
  expect(mergeRegisters(a, b)).toEqual(
    new Map([
      ['both', rowOf(2, 'b')],
      ['left', rowOf(1, 'l')],
      ['right', tombstone(1)],
    ]),
  );
  expect([a.size, b.size]).toEqual([2, 2]);
  expect(a.get('both')).toEqual(rowOf(1, 'a'));
});

test('valuesInForce leaves out tombstones, ascending by key', () => {
  const map = new Map([
    ['b', rowOf(1, 'x')],
    ['gone', tombstone(1)],
    ['a', rowOf(1, 'y')],
  ]);
  expect(valuesInForce(map)).toEqual([
    ['a', 'y'],
    ['b', 'x'],
  ]);
});
