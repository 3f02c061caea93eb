export { arbitraryCourse } from './arbitrary.ts';
export type * from './model.ts';
export { REFERENCE_METRIC_IDS } from './model.ts';
export { pythonRound } from './python-round.ts';
export { readReferenceConfig, readReferenceCourse } from './read-export.ts';
export { referenceFigures } from './reference.ts';
