export * from './calibration-record.ts';
export * from './course-reader.ts';
export * from './erasure-list.ts';
export * from './learner-state.ts';
export * from './readable-state.ts';
export * from './settings-part.ts';
