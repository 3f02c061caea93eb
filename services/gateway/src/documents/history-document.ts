import { DAY, dayOf, METRIC_IDS, type MetricId } from '@learning-tracker/metrics';
import { type DayFigures, decodeHistoryDay, type HistoryFigure } from '@learning-tracker/storage';
import { rfc3339 } from '../http/rfc3339.ts';

/** What an indicator was on each kept day of data, ascending, scaled as it was then. */
export function historyDocument(metric: MetricId, days: readonly DayFigures[]) {
  return {
    metric,
    days: days.map(({ day, bytes }) => {
      const { profile, calibrationVersion, figures } = decodeHistoryDay(bytes);
      return { day: dateOf(day), ...entry(figures[metric]), profile, calibrationVersion };
    }),
  };
}

/** All twelve of one kept day. */
export function historyDayDocument({ day, bytes }: DayFigures) {
  const { profile, calibrationVersion, figures } = decodeHistoryDay(bytes);
  const metrics = Object.fromEntries(METRIC_IDS.map((id) => [id, entry(figures[id])]));
  return { day: dateOf(day), profile, calibrationVersion, metrics };
}

function entry({ value, absolute, total, scaled }: HistoryFigure) {
  return { value, absolute_value: absolute, total, scaled_value: scaled };
}

/** RFC 3339 full-date of a day since 1970. */
export function dateOf(day: number): string {
  return rfc3339(day * DAY).slice(0, 10);
}

/** Later than every day of data. */
export const LAST_DAY = Number.MAX_SAFE_INTEGER;

/** Day since 1970 of an RFC 3339 full-date, which the route's schema has checked. */
export function dayOfDate(date: string): number {
  return dayOf(Date.parse(date) * 1000);
}
