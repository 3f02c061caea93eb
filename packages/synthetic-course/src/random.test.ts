import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRandom, itemAt } from './random.ts';

const draws = (random: { next(): number }, count = 20): number[] =>
  Array.from({ length: count }, () => random.next());

describe('createRandom', () => {
  it('repeats itself for a seed, and differs between seeds', () => {
    fc.assert(
      fc.property(fc.integer(), fc.integer(), (seed, other) => {
        expect(draws(createRandom(seed))).toEqual(draws(createRandom(seed)));
        if (seed !== other) expect(draws(createRandom(seed))).not.toEqual(draws(createRandom(other)));
      }),
    );
  });

  it('splits by label alone, whatever was drawn before', () => {
    const fresh = createRandom(7);
    const used = createRandom(7);
    draws(used);
    expect(draws(used.split('a', 1))).toEqual(draws(fresh.split('a', 1)));
    expect(draws(fresh.split('a', 1))).not.toEqual(draws(fresh.split('a', 2)));
    expect(draws(fresh.split('ab', 'c'))).not.toEqual(draws(fresh.split('a', 'bc')));
  });

  it('draws evenly between 0 and 1', () => {
    const counts = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0];
    for (const value of draws(createRandom(3), 20_000)) {
      counts[Math.floor(value * 10)] = itemAt(counts, Math.floor(value * 10)) + 1;
    }
    for (const count of counts) expect(Math.abs(count - 2000)).toBeLessThan(200);
  });

  it('shuffles without losing anything', () => {
    fc.assert(
      fc.property(fc.array(fc.integer()), fc.integer(), (items, seed) => {
        const shuffled = createRandom(seed).shuffled(items);
        expect([...shuffled].sort((a, b) => a - b)).toEqual([...items].sort((a, b) => a - b));
      }),
    );
  });

  it('refuses to pick from nothing', () => {
    expect(() => createRandom(1).pick([])).toThrow(RangeError);
  });
});
