import { messageOf, TrackerError } from '@learning-tracker/runtime';

/** A kafkajs error's name and the broker's error type, found wherever kafkajs has wrapped it. */
export function isKafkaError(error: unknown, test: (label: string) => boolean): boolean {
  for (let at: unknown = error; typeof at === 'object' && at !== null; at = Reflect.get(at, 'cause')) {
    for (const key of ['type', 'name']) {
      const label: unknown = Reflect.get(at, key);
      if (typeof label === 'string' && test(label)) return true;
    }
  }
  return false;
}

export function isOneOf(error: unknown, labels: ReadonlySet<string>): boolean {
  return isKafkaError(error, (label) => labels.has(label));
}

const UNKNOWN_TOPIC: ReadonlySet<string> = new Set(['UNKNOWN_TOPIC_OR_PARTITION', 'INVALID_TOPIC_EXCEPTION']);
const TOO_LARGE: ReadonlySet<string> = new Set(['MESSAGE_TOO_LARGE', 'RECORD_LIST_TOO_LARGE']);
const OUT_OF_RANGE: ReadonlySet<string> = new Set(['OFFSET_OUT_OF_RANGE', 'KafkaJSOffsetOutOfRange']);

export function isUnknownTopic(error: unknown): boolean {
  return isOneOf(error, UNKNOWN_TOPIC);
}

export function isOutOfRange(error: unknown): boolean {
  return isOneOf(error, OUT_OF_RANGE);
}

function isDenied(error: unknown): boolean {
  return isKafkaError(
    error,
    (label) =>
      label.includes('AUTHORIZATION_FAILED') || label.includes('SASL') || label === 'SECURITY_DISABLED',
  );
}

/** Waiting may cure it: a broker away, a leader being elected, a connection lost. */
export function isPassing(error: unknown): boolean {
  if (isOutOfRange(error)) return false;
  if (error instanceof TrackerError) return error.code === 'LOG_UNREACHABLE';
  return !isDenied(error) && !isUnknownTopic(error) && !isOneOf(error, TOO_LARGE);
}

/** An error of kafkajs as one with a stable code. */
export function logError(what: string, error: unknown): TrackerError {
  if (error instanceof TrackerError) return error;
  const message = `cannot ${what}: ${messageOf(error)}`;
  if (isDenied(error)) {
    const hint = 'Check user, password and mechanism, and what the brokers allow this user to do.';
    return new TrackerError('LOG_ACCESS_DENIED', message, hint, error);
  }
  if (isUnknownTopic(error)) return topicUnknown(what, error);
  if (isOneOf(error, TOO_LARGE)) {
    const hint = 'Raise max.message.bytes of the topic, or do not write records of that size.';
    return new TrackerError('LOG_RECORD_TOO_LARGE', message, hint, error);
  }
  const hint = 'It is waited for. Are the brokers up, and are their addresses and TLS settings right?';
  return new TrackerError('LOG_UNREACHABLE', message, hint, error);
}

export function topicUnknown(what: string, cause?: unknown): TrackerError {
  return new TrackerError(
    'LOG_TOPIC_UNKNOWN',
    `cannot ${what}: the log has no such topic`,
    'Create it first with ensureTopics().',
    cause,
  );
}
