export { choicesOf, type SyntheticChoices } from './behaviour/choices.ts';
export type { Delivery, Edition } from './clickstream/deliveries.ts';
export type { SyntheticCourseOptions } from './options.ts';
export type { SyntheticClick, SyntheticCourse, SyntheticLearner } from './synthetic-course.ts';
export { createSyntheticCourse } from './synthetic-course.ts';
export type { WriteExportsOptions } from './write-exports.ts';
export { writeExports } from './write-exports.ts';
