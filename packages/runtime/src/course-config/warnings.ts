import type { CourseConfig } from './schema.ts';

/** Sums of decimal fractions are off by some 1e-16 a term; a mistake is larger than this. */
const TOLERANCE = 1e-9;

/** What can be meant, but probably is not; one line each. Such a configuration is used as it is. */
export function configWarnings(configs: readonly CourseConfig[]): readonly string[] {
  return configs.flatMap(({ courseId, gradeWeights }) => {
    const weights = Object.values(gradeWeights ?? {});
    const sum = weights.reduce((total, weight) => total + weight, 0);
    if (weights.length === 0 || Math.abs(sum - 1) <= TOLERANCE) return [];
    return [`course ${courseId}: gradeWeights sum to ${sum}, not to 1; metric 12 takes them as they are`];
  });
}
