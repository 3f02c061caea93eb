export { createWeeklyRollover, type RolloverDeps, type WeeklyRollover } from './rollover.ts';
export { type CourseSchedule, newestOpening, type Opening } from './schedule.ts';
