import { parseTime } from './time.ts';

/** Codes of a value that cannot be used, as in `BadRow`. */
export type ValueCode = 'bad_time' | 'bad_number' | 'bad_boolean' | 'missing_value';

/** A text that is not null: what a parser is given, trimmed. */
export type ParseValue<T> = (text: string) => T | BadValue;

/** Why one field could not be read; not an exception, since a file may hold many. */
export class BadValue {
  readonly code: ValueCode;
  readonly reason: string;

  constructor(code: ValueCode, reason: string) {
    this.code = code;
    this.reason = reason;
  }
}

/** Null is an empty field and, in some exports, `NA`; blanks around a value do not belong to it. */
export function presentText(field: string): string | null {
  const text = field.trim();
  return text === '' || text === 'NA' ? null : text;
}

export const asText: ParseValue<string> = (text) => text;

export const asTime: ParseValue<number> = (text) =>
  parseTime(text) ?? new BadValue('bad_time', `${quoted(text)} is not a time (YYYY-MM-DD HH:MM:SS[.ffffff])`);

export const asInt: ParseValue<number> = (text) => {
  const value = /^[+-]?\d{1,10}$/.test(text) ? Number(text) : Number.NaN;
  // The wire format has 32 bits for it.
  return value === (value | 0) ? value : new BadValue('bad_number', `${quoted(text)} is not an integer`);
};

export const asNumber: ParseValue<number> = (text) => {
  const value = /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/.test(text) ? Number(text) : Number.NaN;
  return Number.isFinite(value) ? value : new BadValue('bad_number', `${quoted(text)} is not a number`);
};

export const asBoolean: ParseValue<boolean> = (text) => {
  const lower = text.toLowerCase();
  if (lower === 't' || lower === 'true' || lower === '1') return true;
  if (lower === 'f' || lower === 'false' || lower === '0') return false;
  return new BadValue('bad_boolean', `${quoted(text)} is neither t nor f (nor true/false, 1/0)`);
};

function quoted(text: string): string {
  return JSON.stringify(text.length > 60 ? `${text.slice(0, 60)}…` : text);
}
