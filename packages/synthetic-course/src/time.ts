/** Epoch microseconds, UTC. */
export type Micros = number;

export const SECOND = 1_000_000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;
export const WEEK = 7 * DAY;

/** Epoch microseconds of an RFC 3339 time with up to three fraction digits; throws RangeError for any other text. */
export function parseTime(text: string): Micros {
  const millis = Date.parse(text);
  if (!Number.isFinite(millis)) throw new RangeError(`"${text}" is not a time like 2024-01-08T08:00:00Z`);
  return millis * 1000;
}

export function isoOf(at: Micros): string {
  return new Date(Math.floor(at / 1000)).toISOString();
}

/** UTC day `YYYY-MM-DD`. */
export function dayOf(at: Micros): string {
  return isoOf(at).slice(0, 10);
}

/** First microsecond of a UTC day `YYYY-MM-DD`. */
export function startOfDay(day: string): Micros {
  return parseTime(`${day}T00:00:00Z`);
}

/** As tables write times: `YYYY-MM-DD HH:MM:SS`, with a fraction only where there is one, its last zeros cut. */
export function tableTime(at: Micros): string {
  const fraction = at % SECOND;
  const whole = secondsText(at);
  return fraction === 0 ? whole : `${whole}.${String(fraction).padStart(6, '0').replace(/0+$/, '')}`;
}

/** As the clickstream writes times: three fraction digits, six where they are needed. */
export function clickTime(at: Micros): string {
  const digits = String(at % SECOND).padStart(6, '0');
  return `${secondsText(at)}.${digits.endsWith('000') ? digits.slice(0, 3) : digits}`;
}

function secondsText(at: Micros): string {
  return isoOf(at).slice(0, 19).replace('T', ' ');
}
