import { DAY, HOUR, isoOf, startOfDay } from '../time.ts';

export type Edition = 'first' | 'final';

/** A day's clickstream export as it arrives. */
export interface Delivery {
  readonly day: string;
  readonly edition: Edition;
  /** RFC 3339. */
  readonly at: string;
}

/** Days exported too early: their first edition ends in the afternoon, the final one comes two days later. */
export function isExportedTwice(index: number): boolean {
  return index % 9 === 4;
}

/** Days whose only export comes when later days are already there. */
export function isLate(index: number): boolean {
  return index % 13 === 7 && !isExportedTwice(index);
}

/** Days whose export also holds the last rows of the day before. */
export function repeatsDayBefore(index: number): boolean {
  return index % 5 === 2;
}

/** Time of day at which a first edition ends. */
export const FIRST_EDITION_ENDS = 15 * HOUR;

/** All deliveries of the days, in the order of their arrival; normally a day arrives at 05:00 of the next. */
export function deliveriesOf(days: readonly string[]): Delivery[] {
  const deliveries = days.flatMap((day, index): Delivery[] => {
    const after = (count: number): string => isoOf(startOfDay(day) + count * DAY + 5 * HOUR);
    if (isExportedTwice(index)) {
      return [
        { day, edition: 'first', at: after(1) },
        { day, edition: 'final', at: after(3) },
      ];
    }
    return [{ day, edition: 'final', at: after(isLate(index) ? 4 : 1) }];
  });
  return deliveries.sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0));
}
