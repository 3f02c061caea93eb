export const SECOND = 1_000_000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;
export const HALF_HOUR = 30 * MINUTE;

/** Number of the UTC day that holds the time; days are UTC days in both profiles. */
export function dayOf(at: number): number {
  return Math.floor(at / DAY);
}

export function ascending(a: number, b: number): number {
  return a - b;
}

/**
 * The runs that times form: a new run begins after a gap of more than 30 minutes (exactly 30 still joins).
 * Each run as its sorted times.
 */
export function runsOf(times: readonly number[]): number[][] {
  const runs: number[][] = [];
  let run: number[] = [];
  let previous: number | null = null;
  for (const time of [...times].sort(ascending)) {
    if (previous === null || time - previous > HALF_HOUR) {
      run = [];
      runs.push(run);
    }
    run.push(time);
    previous = time;
  }
  return runs;
}

/** Last minus first time of a run, in microseconds. */
export function lengthOf(run: readonly number[]): number {
  return Math.max(...run) - Math.min(...run);
}
