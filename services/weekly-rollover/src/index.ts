export { createWeeklyRollover, type RolloverDeps, type WeeklyRollover } from './rollover.ts';
