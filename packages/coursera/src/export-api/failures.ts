import { TrackerError } from '@learning-tracker/runtime';
import { EXPORT_API_ERRORS, type ExportApiErrorCode } from '../errors.ts';

/** A request that the export API, or the account server, did not fulfil. The message has no secret in it. */
export class ExportApiError extends TrackerError {
  /** HTTP status; null where there was no answer. */
  readonly status: number | null;
  /** How long the server asks to wait; 0 where it does not say. */
  readonly retryAfterMs: number;

  constructor(
    code: ExportApiErrorCode,
    message: string,
    details: { readonly status?: number; readonly retryAfterMs?: number; readonly cause?: unknown } = {},
  ) {
    super(code, message, EXPORT_API_ERRORS[code], details.cause);
    this.name = 'ExportApiError';
    this.status = details.status ?? null;
    this.retryAfterMs = details.retryAfterMs ?? 0;
  }
}

/** The request may have been carried out though its answer is lost. */
export function isOutcomeUnknown(error: unknown): boolean {
  return error instanceof ExportApiError && error.code === 'EXPORT_API_UNAVAILABLE';
}

/** The server wants fewer requests, and has not carried this one out. */
export function isLimit(error: unknown): boolean {
  return error instanceof ExportApiError && error.code === 'EXPORT_API_LIMIT';
}

/** May succeed when asked again a little later. */
export function isPassing(error: unknown): boolean {
  return isOutcomeUnknown(error) || isLimit(error);
}

/**
 * What an answer other than 2xx means.
 *
 * @param what names the request, without its query, for it may be signed
 */
export function failureOf(
  what: string,
  status: number,
  body: string,
  details: { readonly retryAfterMs: number },
): ExportApiError {
  const message = `${what}: ${status}${detailOf(body)}`;
  const all = { ...details, status };
  if (status === 401) return new ExportApiError('EXPORT_API_UNAUTHORIZED', message, all);
  if (status === 403) return new ExportApiError('EXPORT_API_FORBIDDEN', message, all);
  if (status === 404) return new ExportApiError('EXPORT_API_NOT_FOUND', message, all);
  if (status === 429) return new ExportApiError('EXPORT_API_LIMIT', message, all);
  if (status >= 500 || status === 408) return new ExportApiError('EXPORT_API_UNAVAILABLE', message, all);
  return new ExportApiError('EXPORT_API_REFUSED', message, all);
}

const LONGEST_DETAIL = 300;

/** The server's own words, whatever form they have. */
function detailOf(body: string): string {
  const text = wordsOf(body).replaceAll(/\s+/g, ' ').trim();
  if (text === '') return '';
  return ` (${text.length > LONGEST_DETAIL ? `${text.slice(0, LONGEST_DETAIL)}…` : text})`;
}

function wordsOf(body: string): string {
  try {
    const parsed: unknown = JSON.parse(body);
    if (typeof parsed !== 'object' || parsed === null) return body;
    const fields = new Map<string, unknown>(Object.entries(parsed));
    const words = ['errorCode', 'error', 'message', 'error_description']
      .map((name) => fields.get(name))
      .filter((value) => typeof value === 'string');
    return words.length > 0 ? words.join(': ') : body;
  } catch {
    // Not JSON: a page of a proxy, say.
    return body.replaceAll(/<[^>]*>/g, ' ');
  }
}
