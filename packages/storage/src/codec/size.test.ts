import { describe, expect, it } from 'vitest';
import { encodePart } from './part-codec.ts';
import { typicalLearner } from './typical-learner.ts';

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
});
