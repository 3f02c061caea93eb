import { messageOf, TrackerError } from '@learning-tracker/runtime';
import { dayOf, daysAfter } from './days.ts';
import type { CycleWork } from './deps.ts';
import type { Order } from './order.ts';

/** Why an order did not come to its end, in words and with a stable code. */
export interface Failure {
  readonly code: string;
  readonly reason: string;
}

export function failureOfError(error: unknown): Failure {
  if (error instanceof TrackerError) return { code: error.code, reason: error.message };
  return { code: 'FETCH_ORDER_FAILED', reason: messageOf(error) };
}

/** About the login or the API as a whole: no other order would fare better. */
const GENERAL: readonly string[] = [
  'COURSERA_LOGIN_NEEDED',
  'COURSERA_LOGIN_FAILED',
  'COURSERA_TOKEN_FILE_UNUSABLE',
  'EXPORT_API_UNAUTHORIZED',
  'EXPORT_API_UNAVAILABLE',
];

export function isGeneral({ code }: Failure): boolean {
  return GENERAL.includes(code);
}

/** The order stays as it is, with a note of what is in its way. */
export function notePassing({ put, deps }: CycleWork, order: Order, failure: Failure): void {
  deps.logger.warn({ order: order.key, ...failure }, 'export is late; it is tried again');
  put({ ...order, ...failure });
}

/**
 * The job, or the request, came to nothing: it is asked for again the next day, so many times at most. Tables of a
 * day are not, since the next day has tables of its own.
 */
export function fail({ deps, options, put }: CycleWork, order: Order, failure: Failure): void {
  const failures = order.failures + 1;
  deps.onJob?.(order.kind, failure.code);
  const isLast = order.kind === 'tables' || failures >= options.maxAttempts;
  deps.logger.error(
    { order: order.key, job: order.jobId, ...failure, failures },
    isLast ? 'export failed' : 'export failed; it is asked for again the next day',
  );
  put({
    ...order,
    ...failure,
    failures,
    state: isLast ? 'failed' : 'wanted',
    notBefore: daysAfter(dayOf(deps.clock.now()), 1),
    polls: 0,
  });
}
