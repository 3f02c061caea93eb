export { createSettingsExpiry, type SettingsExpiry, UNNAMED_DAYS } from './expiry.ts';
export { createWeeklyRollover, type RolloverDeps, type WeeklyRollover } from './rollover.ts';
