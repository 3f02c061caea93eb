export { canonicalCourseJson, parseCourseConfigs } from './parse.ts';
export { type CourseConfig, courseConfigSchema } from './schema.ts';
export { configWarnings } from './warnings.ts';
