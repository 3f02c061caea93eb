import type { MetricId } from '@learning-tracker/metrics';
import { type DayFigures, decodeHistoryDay } from '@learning-tracker/storage';

const DAY_MS = 86_400_000;

/** What an indicator was on each kept day of data, ascending, scaled as it was then. */
export function historyDocument(metric: MetricId, days: readonly DayFigures[]) {
  return {
    metric,
    days: days.map(({ day, bytes }) => {
      const { profile, calibrationVersion, figures } = decodeHistoryDay(bytes);
      const { value, absolute, total, scaled } = figures[metric];
      return {
        day: dateOf(day),
        value,
        absolute_value: absolute,
        total,
        scaled_value: scaled,
        profile,
        calibrationVersion,
      };
    }),
  };
}

/** RFC 3339 full-date of a day since 1970. */
function dateOf(day: number): string {
  return new Date(day * DAY_MS).toISOString().slice(0, 10);
}

/** Day since 1970 of an RFC 3339 full-date; null where there is no such date. */
export function dayOfDate(date: string): number | null {
  const at = /^\d{4}-\d{2}-\d{2}$/.test(date) ? Date.parse(`${date}T00:00:00Z`) : Number.NaN;
  return Number.isNaN(at) ? null : at / DAY_MS;
}
