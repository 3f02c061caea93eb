import type { Micros } from '@learning-tracker/metrics';

/** Where services take the time from, so that tests (and the demo) can move it. */
export interface Clock {
  now(): Micros;
}

export const systemClock: Clock = { now: () => Date.now() * 1000 };
