import fc from 'fast-check';
import { GRADED_ITEM_TYPES, ITEM_IDS } from './arbitrary-content.ts';
import type { ReferenceConfig } from './model.ts';

/** Every option, given or absent; the sessions of both cohorts are disjoint unless all sessions are followed. */
export function arbitraryConfig(): fc.Arbitrary<ReferenceConfig> {
  const optional = <T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> =>
    fc.option(arbitrary, { nil: undefined });
  return fc.record({
    courseId: fc.constant('course'),
    sessions: fc.constantFrom(undefined, ['s1'], ['s1', 's2'], ['s2', 's1']),
    previousSessions: fc.constantFrom(undefined, [], ['s0'], ['s0'], ['s0']),
    previousCohortMaxima: optional(
      fc.record({
        metric_2: fc.constantFrom(undefined, 0.3, 1.4),
        metric_4: fc.constantFrom(undefined, 7, 30, 1500),
      }),
    ),
    earlyActivityLimit: fc.constantFrom('none', 'learner_enrollment', 'cohort_enrollment'),
    gradeWeights: optional(
      fc.dictionary(fc.constantFrom(...ITEM_IDS, 'no item'), fc.constantFrom(0, 0.1, 0.2, 0.3, 0.7, 1), {
        maxKeys: 4,
        noNullPrototype: true,
      }),
    ),
    gradedItemTypes: optional(fc.subarray(GRADED_ITEM_TYPES)),
    excludeOptionalItems: fc.boolean(),
  });
}
