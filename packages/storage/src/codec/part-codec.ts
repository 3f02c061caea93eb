import type { Part, PartName } from '@learning-tracker/metrics';
import { decodeDay, encodeDay } from './parts/day.ts';
import { decodeGrades, encodeGrades } from './parts/grades.ts';
import { decodeMemberships, encodeMemberships } from './parts/memberships.ts';
import { decodePosts, encodePosts } from './parts/posts.ts';
import { decodeProgress, encodeProgress } from './parts/progress.ts';
import { decodeSettings, encodeSettings } from './parts/settings.ts';
import { corrupt } from './versioned-type.ts';

/**
 * Canonical bytes of a part: equal states give equal bytes, whatever the order of their maps. First byte: the
 * schema version of that kind of part; then Avro of that version (`schemas/`).
 * @throws TrackerError STATE_PART_INVALID where a field is missing, of another type or beyond a safe integer
 */
export function encodePart(part: Part): Uint8Array {
  switch (part.kind) {
    case 'day':
      return encodeDay(part);
    case 'progress':
      return encodeProgress(part);
    case 'grades':
      return encodeGrades(part);
    case 'posts':
      return encodePosts(part);
    case 'memberships':
      return encodeMemberships(part);
    case 'settings':
      return encodeSettings(part);
  }
}

/**
 * Reads bytes of any released schema version.
 * @throws TrackerError STATE_SCHEMA_UNKNOWN (written by a newer release), STATE_PART_CORRUPT
 */
export function decodePart(name: PartName, bytes: Uint8Array): Part {
  switch (name) {
    case 'progress':
      return decodeProgress(bytes);
    case 'grades':
      return decodeGrades(bytes);
    case 'posts':
      return decodePosts(bytes);
    case 'memberships':
      return decodeMemberships(bytes);
    case 'settings':
      return decodeSettings(bytes);
    default:
      return decodeDay(dayOf(name), bytes);
  }
}

function dayOf(name: `day/${number}`): number {
  const day = Number(name.slice('day/'.length));
  if (name !== `day/${day}` || !Number.isSafeInteger(day)) throw corrupt(name, 'no part has this name');
  return day;
}
