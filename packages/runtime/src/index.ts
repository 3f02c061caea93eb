export * from './clock.ts';
export * from './course-config/index.ts';
export * from './error-codes.ts';
export * from './errors.ts';
