/**
 * An error a person will read. `code` is stable (docs/errors.md); the message says what happened and where,
 * `hint` what to do about it.
 */
export class TrackerError extends Error {
  readonly code: string;
  readonly hint: string;

  constructor(code: string, message: string, hint: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = 'TrackerError';
    this.code = code;
    this.hint = hint;
  }
}

/** The text of anything thrown, without its stack. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
