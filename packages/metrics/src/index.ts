export * from './content/content.ts';
export * from './course.ts';
export * from './facts.ts';
export * from './figures.ts';
export * from './state/parts.ts';
export * from './time.ts';
