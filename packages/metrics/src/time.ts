/** Epoch microseconds, UTC. A safe integer until the year 2255. */
export type Micros = number;

export const SECOND: Micros = 1_000_000;
export const MINUTE: Micros = 60 * SECOND;
export const HOUR: Micros = 60 * MINUTE;
export const DAY: Micros = 24 * HOUR;

/** Number of the UTC day that holds `at`: days since 1970-01-01, the same in both profiles. */
export function dayOf(at: Micros): number {
  return Math.floor(at / DAY);
}
