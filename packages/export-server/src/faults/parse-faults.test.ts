import { expect, test } from 'vitest';
import { createFaults, FAULT_NAMES } from './faults.ts';
import { parseFaults } from './parse-faults.ts';

test('names, how often, and headings', () => {
  expect(parseFaults(' cut, 429=3,never-ready=10% ,500=0.5%,')).toEqual({
    cut: { times: 1 },
    'too-many-requests': { times: 3 },
    'never-ready': { chance: 0.1 },
    'server-error': { chance: 0.005 },
  });
  expect(parseFaults('heading:a_ts=b_ts,heading:c=d')).toEqual({
    'changed-headings': { chance: 1 },
    headings: { a_ts: 'b_ts', c: 'd' },
  });
  expect(parseFaults('')).toEqual({});
  expect(Object.keys(parseFaults(FAULT_NAMES.join(',')))).toEqual([...FAULT_NAMES]);
});

test.each(['nothing', 'cut=', 'cut=-1', 'cut=101%', 'cut=often', 'heading:a', 'heading:a=b-c'])(
  '%s is refused, with what is possible',
  (text) => {
    expect(() => parseFaults(text)).toThrow(
      expect.objectContaining({ code: 'STUB_FAULTS_UNKNOWN', hint: expect.stringContaining('never-ready') }),
    );
  },
);

test('a fault strikes as often as told', () => {
  const draws = [0.05, 0.2];
  const faults = createFaults({ cut: { times: 2 }, slow: { chance: 0.1 } }, () => draws.shift() ?? 1);
  expect([1, 2, 3].map(() => faults.strikes('cut'))).toEqual([true, true, false]);
  expect([1, 2].map(() => faults.strikes('slow'))).toEqual([true, false]);
  expect(faults.strikes('forbidden')).toBe(false);
});
