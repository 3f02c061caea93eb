/** Codes of the stub export server's errors, with what each means and what to do about it (docs/errors.md). */
export const EXPORT_SERVER_ERRORS = {
  STUB_FAULTS_UNKNOWN:
    'The text of `--faults` cannot be understood. The message names the part and what is possible; `tracker stub-server --help` has examples.',
  STUB_ADDRESS_UNUSABLE:
    'The stub server cannot listen at its address. Stop whatever else uses the port, or choose another one.',
} as const;

/** An answer other than 2xx, in the form the export API has for it. */
export class ApiRefusal extends Error {
  readonly statusCode: number;
  /** The API's own word for what is wrong. */
  readonly errorCode: string;
  readonly retryAfterSeconds: number | null;

  constructor(
    statusCode: number,
    errorCode: string,
    message: string,
    retryAfterSeconds: number | null = null,
  ) {
    super(message);
    this.name = 'ApiRefusal';
    this.statusCode = statusCode;
    this.errorCode = errorCode;
    this.retryAfterSeconds = retryAfterSeconds;
  }
}
