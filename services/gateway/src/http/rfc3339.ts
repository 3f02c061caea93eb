import type { Micros } from '@learning-tracker/metrics';

const SECOND = 1_000_000;

/** RFC 3339 in UTC with all six fraction digits; null stays null. */
export function rfc3339(at: Micros): string;
export function rfc3339(at: Micros | null): string | null;
export function rfc3339(at: Micros | null): string | null {
  if (at === null) return null;
  const seconds = Math.floor(at / SECOND);
  const fraction = String(at - seconds * SECOND).padStart(6, '0');
  // Date only carries the whole seconds, so no microsecond is lost.
  return `${new Date(seconds * 1000).toISOString().slice(0, -5)}.${fraction}Z`;
}
