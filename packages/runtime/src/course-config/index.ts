export { canonicalCourseJson, parseCourseConfigs } from './parse.ts';
export { type CourseConfig, courseConfigSchema } from './schema.ts';
