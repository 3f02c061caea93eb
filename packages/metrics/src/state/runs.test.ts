import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { MINUTE } from '../time.ts';
import { addPoint, joinPairs, joinRuns, PRESENCE_GAP } from './runs.ts';

const runsOf = (points: readonly number[]) => {
  const runs: number[] = [];
  for (const point of points) addPoint(runs, point);
  return runs;
};

/** Few points around the gap's edge, so that runs meet, touch and miss by one. */
const points = fc.array(
  fc
    .tuple(fc.integer({ min: 0, max: 8 }), fc.integer({ min: -1, max: 1 }))
    .map(([half, more]) => half * 15 * MINUTE + more),
  { maxLength: 12 },
);

describe('addPoint', () => {
  test('joins points exactly 30 minutes apart, and parts those a microsecond further', () => {
    expect(PRESENCE_GAP).toBe(1_800_000_000);
    expect(runsOf([0, 1_800_000_000])).toEqual([0, 1_800_000_000]);
    expect(runsOf([0, 1_800_000_001])).toEqual([0, 0, 1_800_000_001, 1_800_000_001]);
  });

  test('joins two runs when a point closes the gap between them', () => {
    expect(runsOf([0, 60 * MINUTE, 30 * MINUTE])).toEqual([0, 60 * MINUTE]);
  });

  test('extends the run before, and the run after', () => {
    expect(runsOf([0, 10, 5 * 60 * MINUTE, 5 * 60 * MINUTE - 10])).toEqual([
      0,
      10,
      5 * 60 * MINUTE - 10,
      5 * 60 * MINUTE,
    ]);
  });

  test('says whether anything changed', () => {
    const runs = [10, 20];
    expect([15, 10, 20, 21, 9].map((point) => addPoint(runs, point))).toEqual([
      false,
      false,
      false,
      true,
      true,
    ]);
    expect(runs).toEqual([9, 21]);
  });

  test('keeps the runs of the sorted points, whatever the order', () => {
    fc.assert(
      fc.property(points, (added) => {
        expect(runsOf(added)).toEqual(naiveRuns(added));
      }),
    );
  });
});

describe('joinRuns', () => {
  test('gives the runs of the union and changes neither input', () => {
    fc.assert(
      fc.property(points, points, (a, b) => {
        const [left, right] = [Object.freeze(runsOf(a)), Object.freeze(runsOf(b))];
        expect(joinRuns(left, right)).toEqual(naiveRuns([...a, ...b]));
      }),
    );
  });

  test('a run inside another does not shorten it', () => {
    expect(joinPairs([[0, 100] as const, [10, 20] as const])).toEqual([0, 100]);
  });
});

/** Sorts, then starts a new run wherever the step is longer than 30 minutes. */
function naiveRuns(points: readonly number[]): number[] {
  const sorted = [...points].sort((a, b) => a - b);
  return sorted.flatMap((point, i) => {
    const before = sorted[i - 1];
    const after = sorted[i + 1];
    const starts = before === undefined || point - before > 30 * MINUTE;
    const ends = after === undefined || after - point > 30 * MINUTE;
    return [...(starts ? [point] : []), ...(ends ? [point] : [])];
  });
}
