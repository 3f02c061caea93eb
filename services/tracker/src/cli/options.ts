import { readFile } from 'node:fs/promises';
import { parseTime } from '@learning-tracker/coursera';
import type { Micros, ProfileName } from '@learning-tracker/metrics';
import {
  type CourseConfig,
  configWarnings,
  messageOf,
  parseCourseConfigs,
  TrackerError,
} from '@learning-tracker/runtime';
import { InvalidArgumentError } from 'commander';
import { TRACKER_ERRORS } from '../errors.ts';

export function profileOption(text: string): ProfileName {
  if (text === 'standard' || text === 'lak21') return text;
  throw new InvalidArgumentError('Profiles are standard and lak21.');
}

/** RFC 3339 (UTC or with an offset) or a date, to epoch microseconds. */
export function timeOption(text: string): Micros {
  const match = /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2}:\d{2}(?:\.\d{1,6})?)(Z|[+-]\d{2}:\d{2})?)?$/.exec(
    text,
  );
  const at = match === null ? null : parseTime(`${match[1]} ${match[2] ?? '00:00:00'}`);
  if (at === null) throw new InvalidArgumentError('Times look like 2026-03-31T18:00:00Z or 2026-03-31.');
  return at - offsetOf(match?.[3]);
}

function offsetOf(zone: string | undefined): Micros {
  if (zone === undefined || zone === 'Z') return 0;
  const minutes = Number(zone.slice(1, 3)) * 60 + Number(zone.slice(4));
  return (zone.startsWith('-') ? -1 : 1) * minutes * 60_000_000;
}

const SECONDS = { m: 60, h: 3_600, d: 86_400 } as const;

/** `90m`, `8h` or `30d`, to seconds. */
export function durationOption(text: string): number {
  const [, count = '', unit = ''] = /^(\d{1,6})([mhd])$/.exec(text) ?? [];
  const seconds = unit === 'm' || unit === 'h' || unit === 'd' ? Number(count) * SECONDS[unit] : 0;
  if (seconds === 0) throw new InvalidArgumentError('Times look like 90m, 8h or 30d.');
  return seconds;
}

export function countOption(text: string): number {
  const count = Number(text);
  if (!Number.isSafeInteger(count) || count < 1)
    throw new InvalidArgumentError('Give a whole number of at least 1.');
  return count;
}

export function seedOption(text: string): number {
  const seed = Number(text);
  if (!Number.isSafeInteger(seed) || seed < 0)
    throw new InvalidArgumentError('Give a whole number of at least 0.');
  return seed;
}

/** `--max-unpacked` and `--max-ratio`, as the readers take them. */
export interface UnpackOptions {
  readonly maxUnpacked?: number;
  readonly maxRatio?: number;
}

/** Only what was given: the readers have their own defaults. */
export function unpackLimits({ maxUnpacked, maxRatio }: UnpackOptions): {
  maxBytes?: number;
  maxRatio?: number;
} {
  return {
    ...(maxUnpacked === undefined ? {} : { maxBytes: maxUnpacked * 2 ** 20 }),
    ...(maxRatio === undefined ? {} : { maxRatio }),
  };
}

/** 0 lets the system choose. */
export function portOption(text: string): number {
  const port = Number(text);
  if (!Number.isInteger(port) || port < 0 || port > 65_535)
    throw new InvalidArgumentError('Ports are 0 to 65535.');
  return port;
}

/** Reads course.json; warns on standard error of what is probably not meant. @throws TrackerError INPUT_UNREADABLE, CONFIG_INVALID */
export async function readCourses(path: string): Promise<readonly CourseConfig[]> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    throw new TrackerError('INPUT_UNREADABLE', messageOf(error), TRACKER_ERRORS.INPUT_UNREADABLE, error);
  }
  const courses = parseCourseConfigs(text, path);
  for (const warning of configWarnings(courses)) process.stderr.write(`warning: ${warning}\n`);
  return courses;
}
