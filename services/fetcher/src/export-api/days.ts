import type { DayRange } from '@learning-tracker/coursera';
import type { Micros } from '@learning-tracker/metrics';

const DAY_MS = 86_400_000;

/** The UTC day `YYYY-MM-DD` of a time. */
export function dayOf(at: Micros): string {
  return new Date(Math.floor(at / 1000)).toISOString().slice(0, 10);
}

/** The day that lies so many days after another. */
export function daysAfter(day: string, count: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + count * DAY_MS).toISOString().slice(0, 10);
}

/** All days from `start` to `end`, both included; none where `end` is earlier. */
export function* daysBetween({ start, end }: DayRange): Generator<string> {
  for (let day = start; day <= end; day = daysAfter(day, 1)) yield day;
}

/** Days in ascending order as ranges without gaps, none longer than `most` days. */
export function rangesOf(days: readonly string[], most: number): DayRange[] {
  const ranges: DayRange[] = [];
  let length = 0;
  for (const day of days) {
    const last = ranges.at(-1);
    if (last !== undefined && length < most && daysAfter(last.end, 1) === day) {
      ranges[ranges.length - 1] = { start: last.start, end: day };
      length += 1;
    } else {
      ranges.push({ start: day, end: day });
      length = 1;
    }
  }
  return ranges;
}
