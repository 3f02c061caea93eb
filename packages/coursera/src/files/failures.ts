import { basename } from 'node:path';
import { messageOf, TrackerError } from '@learning-tracker/runtime';
import { COURSERA_ERRORS, type CourseraErrorCode } from '../errors.ts';

/** An error by which a whole file is refused; `what` follows the file's name in the message. */
export function fileError(
  code: CourseraErrorCode,
  path: string,
  what: string,
  cause?: unknown,
): TrackerError {
  return new TrackerError(code, `${basename(path)}: ${what}`, COURSERA_ERRORS[code], cause);
}

export function unreadable(path: string, cause: unknown): TrackerError {
  return cause instanceof TrackerError ? cause : fileError('FILE_UNREADABLE', path, messageOf(cause), cause);
}

/** The code of a system or zlib error (`ENOENT`, `Z_DATA_ERROR`), null for anything else. */
export function codeOf(error: unknown): string | null {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : null;
}
