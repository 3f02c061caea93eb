import type { HistoryDay } from './learner.ts';
import type { MetricId, Unit } from './metrics.ts';

/** What is scaled against a comparison group; the scale of the others is their own unit. */
const COMPARED: readonly MetricId[] = ['metric_2', 'metric_4'];

/** Whether the group that the indicator is compared with was counted anew within the days. */
export function isRecalibrated(id: MetricId, days: readonly HistoryDay[]): boolean {
  return COMPARED.includes(id) && new Set(days.map((day) => day.calibrationVersion)).size > 1;
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

/** No value of the unit is greater; null where there is no such limit. */
export function greatestOf(unit: Unit): number | null {
  if (unit === 'percent') return 100;
  return unit === 'of_ten' ? 10 : null;
}

const DAY_MS = 86_400_000;
