/** Epoch microseconds, UTC. */
type Micros = number;

const ZERO = 48;
const DASH = 45;
const SPACE = 32;
const COLON = 58;
const DOT = 46;

/**
 * Reads a time of the exports, `YYYY-MM-DD HH:MM:SS` with none to six fraction digits, UTC, to the exact
 * microsecond. Null if the text is anything else, no date of the calendar, or outside what a safe integer of
 * microseconds can hold (the years 1684 to 2255). Leap seconds do not occur in the exports and are refused.
 */
export function parseTime(text: string): Micros | null {
  const length = text.length;
  if (length < 19 || length === 20 || length > 26) return null;
  if (text.charCodeAt(4) !== DASH || text.charCodeAt(7) !== DASH || text.charCodeAt(10) !== SPACE)
    return null;
  if (text.charCodeAt(13) !== COLON || text.charCodeAt(16) !== COLON) return null;
  const year = twoDigits(text, 0) * 100 + twoDigits(text, 2);
  const month = twoDigits(text, 5);
  const day = twoDigits(text, 8);
  const hour = twoDigits(text, 11);
  const minute = twoDigits(text, 14);
  const second = twoDigits(text, 17);
  // A part that is not two digits is NaN, which no comparison lets through.
  if (!(month >= 1 && month <= 12 && day >= 1 && hour <= 23 && minute <= 59 && second <= 59)) return null;
  if (!(day <= daysInMonth(year, month))) return null;
  const seconds = daysFromCivil(year, month, day) * 86_400 + hour * 3600 + minute * 60 + second;
  const micros = length === 19 ? 0 : fraction(text);
  const at = seconds * 1_000_000 + micros;
  return Number.isSafeInteger(at) ? at : null;
}

function twoDigits(text: string, at: number): number {
  const high = text.charCodeAt(at) - ZERO;
  const low = text.charCodeAt(at + 1) - ZERO;
  return high >= 0 && high <= 9 && low >= 0 && low <= 9 ? high * 10 + low : Number.NaN;
}

/** Microseconds of the fraction that begins with the dot at 19; NaN if it is none. */
function fraction(text: string): number {
  if (text.charCodeAt(19) !== DOT) return Number.NaN;
  let micros = 0;
  for (let at = 20; at < 26; at++) {
    const digit = at < text.length ? text.charCodeAt(at) - ZERO : 0;
    if (!(digit >= 0 && digit <= 9)) return Number.NaN;
    micros = micros * 10 + digit;
  }
  return micros;
}

function daysInMonth(year: number, month: number): number {
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28;
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
}

/** Days since 1970-01-01 in the proleptic Gregorian calendar, counted in years that begin in March. */
function daysFromCivil(year: number, month: number, day: number): number {
  const shifted = month <= 2 ? year - 1 : year;
  const era = Math.floor(shifted / 400);
  const yearOfEra = shifted - era * 400;
  const dayOfYear = Math.floor((153 * ((month + 9) % 12) + 2) / 5) + day - 1;
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear;
  return era * 146_097 + dayOfEra - 719_468;
}
