import { describe, expect, it } from 'vitest';
import { typicalLearner } from '../../testing/typical-learner.ts';
import { encodePart } from './part-codec.ts';

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

describe('the state of a learner active on four days a week for eight weeks', () => {
  const learners = Array.from({ length: 41 }, (_, seed) => typicalLearner(seed + 1));

  it('stays under 6 KB at the median', () => {
    const sizes = learners.map((parts) => parts.reduce((sum, part) => sum + encodePart(part).length, 0));
    expect(median(sizes)).toBeLessThan(6000);
  });

  it('has some hundred bytes for a day', () => {
    const days = learners.flat().filter((part) => part.kind === 'day');
    const sizes = days.map((part) => encodePart(part).length);
    expect(median(sizes)).toBeLessThan(200);
    expect(Math.max(...sizes)).toBeLessThan(400);
  });

  it('takes less space where times are whole milliseconds, and less still for whole seconds', () => {
    const sizeAt = (offset: number) => {
      const runs = [3_600_000_000 + offset, 7_200_000_000 + offset];
      return encodePart({ kind: 'day', day: 1, visits: new Map(), pageRuns: runs, videoRuns: [] }).length;
    };
    expect(sizeAt(0)).toBeLessThan(sizeAt(1000));
    expect(sizeAt(1000)).toBeLessThan(sizeAt(1));
  });
});
