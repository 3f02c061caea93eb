export * from './calibration/calibrate-if-due.ts';
export * from './calibration/daily-calibration.ts';
export * from './calibration/keep-calibrated.ts';
export * from './cohort/cohort-snapshots.ts';
export * from './errors.ts';
export * from './events/to-course-change.ts';
export * from './events/to-fact.ts';
export * from './processor.ts';
