import { type LearnerState, mergeStates } from '@learning-tracker/metrics';
import { decodePart, encodePart } from '@learning-tracker/storage';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { arbitraryFacts } from './arbitrary-facts.ts';
import { type AddressedFact, bytesOf, statesOf } from './engine.ts';

const EMPTY: LearnerState = { erased: false, parts: new Map() };

/** Facts in batches, each applied to a state of its own; the states are then merged in the order of the batches. */
function mergedStates(batches: readonly (readonly AddressedFact[])[]): Map<string, LearnerState> {
  const merged = new Map<string, LearnerState>();
  for (const states of batches.map((batch) => statesOf(batch))) {
    for (const [id, state] of states) merged.set(id, mergeStates(merged.get(id) ?? EMPTY, state));
  }
  return merged;
}

const bytesOfOne = (state: LearnerState): string => bytesOf(new Map([['one', state]]));
const stateOf = arbitraryFacts.map(
  (facts) => statesOf(facts.map(({ fact }) => ({ learnerId: 'one', fact }))).get('one') ?? EMPTY,
);

describe('the state converges', () => {
  test('any shuffle with any repetition gives the same bytes', () => {
    fc.assert(
      fc.property(
        arbitraryFacts.chain((facts) =>
          fc.tuple(
            fc.constant(facts),
            fc.shuffledSubarray(facts, { minLength: facts.length, maxLength: facts.length }),
            fc.subarray(facts),
          ),
        ),
        ([facts, shuffled, again]) => {
          expect(bytesOf(statesOf([...again, ...shuffled, ...again]))).toBe(bytesOf(statesOf(facts)));
        },
      ),
      { numRuns: 500 },
    );
  });

  test('any split into batches, applied apart and merged, gives the same bytes', () => {
    fc.assert(
      fc.property(
        arbitraryFacts,
        fc.array(fc.nat({ max: 3 }), { minLength: 60, maxLength: 60 }),
        (facts, owners) => {
          const batches = [0, 1, 2, 3].map((owner) => facts.filter((_, i) => owners[i] === owner));
          expect(bytesOf(mergedStates(batches))).toBe(bytesOf(statesOf(facts)));
        },
      ),
      { numRuns: 500 },
    );
  });

  test('going through the codec in between changes nothing', () => {
    fc.assert(
      fc.property(arbitraryFacts, arbitraryFacts, (before, after) => {
        const stored = new Map(
          [...statesOf(before)].map(([id, state]): [string, LearnerState] => [
            id,
            state.erased
              ? state
              : {
                  erased: false,
                  parts: new Map(
                    [...state.parts].map(([name, part]) => [name, decodePart(name, encodePart(part))]),
                  ),
                },
          ]),
        );
        for (const [id, state] of statesOf(after))
          stored.set(id, mergeStates(stored.get(id) ?? EMPTY, state));
        expect(bytesOf(stored)).toBe(bytesOf(statesOf([...before, ...after])));
      }),
      { numRuns: 300 },
    );
  });
});

describe('merge is a join', () => {
  test('commutative', () => {
    fc.assert(
      fc.property(stateOf, stateOf, (a, b) => {
        expect(bytesOfOne(mergeStates(a, b))).toBe(bytesOfOne(mergeStates(b, a)));
      }),
    );
  });

  test('associative', () => {
    fc.assert(
      fc.property(stateOf, stateOf, stateOf, (a, b, c) => {
        expect(bytesOfOne(mergeStates(mergeStates(a, b), c))).toBe(
          bytesOfOne(mergeStates(a, mergeStates(b, c))),
        );
      }),
    );
  });

  test('idempotent, and the empty state is its identity', () => {
    fc.assert(
      fc.property(stateOf, (a) => {
        expect(bytesOfOne(mergeStates(a, a))).toBe(bytesOfOne(a));
        expect(bytesOfOne(mergeStates(EMPTY, a))).toBe(bytesOfOne(a));
      }),
    );
  });

  test('erased absorbs everything', () => {
    fc.assert(
      fc.property(stateOf, (a) => {
        expect(mergeStates(a, { erased: true })).toEqual({ erased: true });
        expect(mergeStates({ erased: true }, a)).toEqual({ erased: true });
      }),
    );
  });

  test('leaves its inputs as they were', () => {
    fc.assert(
      fc.property(stateOf, stateOf, (a, b) => {
        const before = [bytesOfOne(a), bytesOfOne(b)];
        mergeStates(a, b);
        expect([bytesOfOne(a), bytesOfOne(b)]).toEqual(before);
      }),
    );
  });
});
