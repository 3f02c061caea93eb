import type { HistoryDay } from './learner.ts';

/** Whether the comparison group was counted anew within the days. */
export function isRecalibrated(days: readonly HistoryDay[]): boolean {
  return new Set(days.map((day) => day.calibrationVersion)).size > 1;
}

/** A line from day to day of the calendar: days without a snapshot are gaps, not joined over. */
export function calendarDays(days: readonly HistoryDay[]): readonly HistoryDay[] {
  const [first] = days;
  const last = days.at(-1);
  if (first === undefined || last === undefined) return [];
  const byDay = new Map(days.map((day) => [day.day, day]));
  const filled: HistoryDay[] = [];
  for (let at = Date.parse(first.day); at <= Date.parse(last.day); at += DAY_MS) {
    const day = new Date(at).toISOString().slice(0, 10);
    filled.push(byDay.get(day) ?? { day, value: null, scaled: null, calibrationVersion: 0 });
  }
  return filled;
}

const DAY_MS = 86_400_000;
