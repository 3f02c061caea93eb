import type { Messages } from '../messages/index.ts';
import type { Unit } from './metrics.ts';

/** Numbers and times as the reader's language writes them; times in the reader's time zone. */
export interface Formats {
  number(value: number): string;
  /** With its unit: 63%, 12.4 hours, 6.3 of 10. */
  value(value: number, unit: Unit): string;
  /** Short form for axes and narrow places. */
  short(value: number, unit: Unit): string;
  dateTime(at: string | number): string;
  /** Day of the week, day, month and time with its zone. */
  moment(at: string): string;
  /** Of a UTC day, `2026-11-27`. */
  day(day: string): string;
  shortDay(day: string): string;
  /** A text with the times in it (RFC 3339, UTC) as readers write them; midnight stands for the UTC day. */
  timesIn(text: string): string;
}

/** The reader's own region of the language, which decides on clocks and the order of dates; else the usual one here. */
export function localeOf(language: string, browserLanguages: readonly string[]): string {
  return (
    browserLanguages.find((tag) => tag.startsWith(`${language}-`)) ?? (language === 'en' ? 'en-GB' : language)
  );
}

export function createFormats(locale: string, messages: Messages): Formats {
  const number = new Intl.NumberFormat(locale, { maximumFractionDigits: 2 });
  const unit = (name: string, unitDisplay: 'long' | 'short') =>
    new Intl.NumberFormat(locale, { style: 'unit', unit: name, unitDisplay, maximumFractionDigits: 1 });
  const long = { percent: unit('percent', 'short'), hours: unit('hour', 'long'), days: unit('day', 'long') };
  const short = { ...long, hours: unit('hour', 'short'), days: unit('day', 'short') };
  const dateTime = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short' });
  const moment = new Intl.DateTimeFormat(locale, {
    weekday: 'long',
    day: 'numeric',
    month: 'long',
    hour: 'numeric',
    minute: '2-digit',
    timeZoneName: 'short',
  });
  const day = new Intl.DateTimeFormat(locale, { dateStyle: 'long', timeZone: 'UTC' });
  const shortDay = new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'short', timeZone: 'UTC' });
  const oneDecimal = new Intl.NumberFormat(locale, { maximumFractionDigits: 1 });
  const dated = (format: Intl.DateTimeFormat, at: string | number) => {
    const date = new Date(at);
    return Number.isNaN(date.getTime()) ? String(at) : format.format(date);
  };
  return {
    number: (value) => signed(number.format(value)),
    value: (value, unitName) =>
      unitName === 'of_ten'
        ? messages.figure.ofTen(oneDecimal.format(value))
        : signed(long[unitName].format(value)),
    short: (value, unitName) =>
      unitName === 'of_ten' ? oneDecimal.format(value) : signed(short[unitName].format(value)),
    dateTime: (at) => dated(dateTime, at),
    moment: (at) => dated(moment, at),
    day: (at) => dated(day, `${at}T00:00:00Z`),
    shortDay: (at) => dated(shortDay, `${at}T00:00:00Z`),
    timesIn: (text) => text.replaceAll(TIME, (at) => dated(MIDNIGHT.test(at) ? day : dateTime, at)),
  };
}

const TIME = /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z/g;
const MIDNIGHT = /T00:00:00(\.0+)?Z$/;

/** With a minus as wide as a plus; some locales give a hyphen. */
function signed(text: string): string {
  return text.replace('-', '−');
}
