import { messageOf, TrackerError } from '@learning-tracker/runtime';

export const REDIS_HINTS = {
  away: 'Check that Redis runs and can be reached from here; the store goes on by itself when it is back.',
  access: 'Check user, password and the rights (ACL) of that user.',
  storage: 'Give Redis more memory or disk; what could not be written is sent again.',
  foreign:
    'Something else wrote these keys, or Redis is older than 7.0: use a database or deployment name of its own.',
} as const;

/** First words of errors that pass: Redis is loading, failing over or busy, or part of a cluster is away. */
const AWAY = new Set([
  'LOADING',
  'READONLY',
  'MASTERDOWN',
  'CLUSTERDOWN',
  'TRYAGAIN',
  'BUSY',
  'NOREPLICAS',
  'UNBLOCKED',
]);
const ACCESS = new Set(['NOAUTH', 'WRONGPASS', 'NOPERM']);
/** Memory is full (nothing is evicted), or the data cannot be saved. */
const STORAGE = new Set(['OOM', 'MISCONF']);

/**
 * What an error of the client means for whoever uses the store.
 * @param connection the last error of the connection, which says more than that a command was given up
 */
export function storeError(error: unknown, server: string, connection: Error | null): TrackerError {
  if (error instanceof TrackerError) return error;
  const text = messageOf(error);
  const word = text.split(' ', 1)[0] ?? '';
  const isReply = error instanceof Error && error.name === 'ReplyError';
  if (ACCESS.has(word)) {
    return new TrackerError(
      'STORE_ACCESS_DENIED',
      `${server} refuses access: ${text}`,
      REDIS_HINTS.access,
      error,
    );
  }
  if (STORAGE.has(word)) {
    return new TrackerError(
      'STORE_STORAGE_FAILED',
      `${server} cannot store: ${text}`,
      REDIS_HINTS.storage,
      error,
    );
  }
  if (isReply && !AWAY.has(word)) {
    return new TrackerError(
      'STORE_REPLY_UNEXPECTED',
      `${server} answers: ${text}`,
      REDIS_HINTS.foreign,
      error,
    );
  }
  const why = connection === null || isReply ? text : `${text} (${connection.message})`;
  return new TrackerError('STORE_UNREACHABLE', `${server} does not answer: ${why}`, REDIS_HINTS.away, error);
}
