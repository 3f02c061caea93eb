import {
  evaluate,
  explain,
  finalize,
  METRIC_IDS,
  PROFILE_NAMES,
  type ProfileName,
} from '@learning-tracker/metrics';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { arbitraryCourse, referenceFigures } from '../reference/index.ts';
import { engineCourse, engineFigures, factsOf, statesOf } from './engine.ts';

describe.each(PROFILE_NAMES)('profile %s', (profile: ProfileName) => {
  test('agrees with the naive reference for every learner, metric and figure', () => {
    fc.assert(
      fc.property(arbitraryCourse(), (course) => {
        const engine = engineFigures(course, profile);
        const reference = referenceFigures(course, profile);
        expect([...engine.keys()].sort()).toEqual([...reference.keys()].sort());
        for (const [learnerId, expected] of reference) {
          for (const id of METRIC_IDS) {
            const { value, absolute, total, scaled, raw, reason, dueSoFar } =
              engine.get(learnerId)?.[id] ?? {};
            const found =
              profile === 'standard'
                ? { value, absolute, total, scaled, raw, reason, dueSoFar }
                : { value, absolute, scaled };
            const wanted = expected[id];
            expect({ learnerId, id, ...found }).toEqual({
              learnerId,
              id,
              ...(profile === 'standard'
                ? wanted
                : { value: wanted.value, absolute: wanted.absolute, scaled: wanted.scaled }),
            });
          }
        }
      }),
      { numRuns: 2_000 },
    );
  }, 300_000);

  test('an explanation’s arithmetic evaluates to the figure, to the last bit', () => {
    fc.assert(
      fc.property(arbitraryCourse(), (course) => {
        const states = statesOf(factsOf(course));
        const { view, calibration } = engineCourse(course, states, profile);
        const reading = { course: view, profile, calibration, asOf: course.asOf };
        for (const state of states.values()) {
          const figures = finalize(state, reading);
          for (const id of METRIC_IDS) {
            const explanation = explain(state, id, reading);
            if (figures === null) expect(explanation).toBeNull();
            else {
              expect(explanation?.figure).toEqual(figures[id]);
              const arithmetic = explanation?.arithmetic ?? null;
              expect(arithmetic === null ? null : evaluate(arithmetic)).toBe(figures[id].raw);
            }
          }
        }
      }),
      { numRuns: 300 },
    );
  });
});

test('scaled values of `standard` lie within 0 and 10, or there is a reason', () => {
  fc.assert(
    fc.property(arbitraryCourse(), (course) => {
      for (const figures of engineFigures(course, 'standard').values()) {
        for (const id of METRIC_IDS) {
          const { scaled, reason } = figures[id];
          if (scaled === null) expect(reason).not.toBeNull();
          else {
            expect(scaled).toBeGreaterThanOrEqual(0);
            expect(scaled).toBeLessThanOrEqual(10);
            expect(Object.is(scaled, -0)).toBe(false);
          }
        }
      }
    }),
    { numRuns: 500 },
  );
});
