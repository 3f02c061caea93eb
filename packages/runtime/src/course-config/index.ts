export { canonicalCourseJson, parseCourseConfigs } from './parse.ts';
export { type CourseConfig, courseConfigSchema, timeZone } from './schema.ts';
export { configWarnings } from './warnings.ts';
