import { pino } from 'pino';

export type LogFields = Readonly<Record<string, unknown>>;

/** What services write to. An error goes under the key `error`; secrets and learners' ids are never put in fields. */
export interface Logger {
  debug(fields: LogFields, message: string): void;
  info(fields: LogFields, message: string): void;
  warn(fields: LogFields, message: string): void;
  error(fields: LogFields, message: string): void;
  /** A logger that adds `fields` to every line. */
  child(fields: LogFields): Logger;
}

export const LOG_LEVELS = ['debug', 'info', 'warn', 'error', 'silent'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

export interface LoggerOptions {
  /** Names the service in every line. */
  readonly name: string;
  readonly level: LogLevel;
  /** Values that must not appear anywhere in a line, whatever key or text they are part of. */
  readonly secrets?: readonly string[];
  /** Where lines go; default standard error, so that standard output stays for results. */
  readonly destination?: { write(line: string): void };
}

/** Field names whose values are never written, at the top and one or two levels down. */
const SECRET_FIELDS = [
  'authorization',
  'cookie',
  'password',
  'secret',
  'clientSecret',
  'token',
  'accessToken',
  'refreshToken',
  'email',
];

const REDACTED = '[redacted]';

/** Writes one JSON line an event, times in UTC. Lines are written at once, so that none is lost when a process ends. */
export function createLogger(options: LoggerOptions): Logger {
  const destination = options.destination ?? pino.destination({ dest: 2, sync: true });
  const secrets = (options.secrets ?? [])
    .filter((secret) => secret !== '')
    .flatMap((secret) => [JSON.stringify(secret).slice(1, -1), encodeURIComponent(secret)]);
  const write = (line: string) =>
    void destination.write(secrets.reduce((text, secret) => text.replaceAll(secret, REDACTED), line));

  return pino(
    {
      name: options.name,
      level: options.level,
      base: { name: options.name },
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      serializers: { error: pino.stdSerializers.err },
      redact: {
        paths: SECRET_FIELDS.flatMap((field) => [field, `*.${field}`, `*.*.${field}`]),
        censor: REDACTED,
      },
    },
    { write },
  );
}

/** Drops everything; for callers that have nobody to tell. */
export const silentLogger: Logger = {
  debug: () => {},
  info: () => {},
  warn: () => {},
  error: () => {},
  child: () => silentLogger,
};
