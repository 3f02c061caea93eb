import { readFileSync } from 'node:fs';
import { type EnvironmentOf, messageOf, TrackerError, variable } from '@learning-tracker/runtime';
import { z } from 'zod';
import type { RedisAddress, RedisConnectionOptions } from './connection.ts';

interface RedisUrls {
  readonly addresses: readonly [RedisAddress, ...RedisAddress[]];
  readonly isEncrypted: boolean;
}

const DEFAULT_PORT = 6379;

const urls = z.string().transform((text, context): RedisUrls => {
  const parsed = text.split(',').map((one) => URL.parse(one.trim()));
  const problem = problemOf(parsed);
  const [first, ...rest] = parsed.flatMap((url) => (url === null ? [] : [toAddress(url)]));
  if (problem !== null || first === undefined) {
    context.addIssue({ code: 'custom', message: problem ?? 'names no server' });
    return z.NEVER;
  }
  return { addresses: [first, ...rest], isEncrypted: parsed[0]?.protocol === 'rediss:' };
});

function problemOf(parsed: readonly (URL | null)[]): string | null {
  const schemes = new Set(parsed.map((url) => url?.protocol));
  if (parsed.some((url) => url === null || url.hostname === ''))
    return 'is not redis://host:port or rediss://host:port';
  if ([...schemes].some((scheme) => scheme !== 'redis:' && scheme !== 'rediss:'))
    return 'must begin with redis:// or rediss:// (TLS)';
  if (schemes.size > 1) return 'mixes redis:// and rediss://';
  if (parsed.some((url) => url?.username !== '' || url.password !== '')) {
    return 'holds a user or password; use REDIS_USERNAME and REDIS_PASSWORD';
  }
  return parsed.some((url) => !['', '/'].includes(url?.pathname ?? ''))
    ? 'names a database; use database 0'
    : null;
}

function toAddress({ hostname, port }: URL): RedisAddress {
  return { host: hostname.replace(/^\[(.*)\]$/, '$1'), port: port === '' ? DEFAULT_PORT : Number(port) };
}

/** Environment variables of the Redis store; the service that composes it spreads them into its own. */
export const redisEnvironment = {
  redisUrls: variable(
    'REDIS_URL',
    urls,
    'redis://host:port, or rediss:// for TLS; of a cluster some of its nodes, separated by commas',
  ),
  redisCluster: variable('REDIS_CLUSTER', z.stringbool().default(false), 'whether it is a Redis Cluster'),
  redisUsername: variable('REDIS_USERNAME', z.string().optional(), 'ACL user'),
  redisPassword: variable('REDIS_PASSWORD', z.string().optional(), 'password of the ACL user'),
  redisCaFile: variable('REDIS_CA_FILE', z.string().optional(), 'certificate authorities (PEM file)'),
  redisCertFile: variable('REDIS_CERT_FILE', z.string().optional(), 'client certificate (PEM file)'),
  redisKeyFile: variable('REDIS_KEY_FILE', z.string().optional(), 'key of the client certificate (PEM file)'),
  redisTimeoutMs: variable(
    'REDIS_COMMAND_TIMEOUT_MS',
    z.coerce.number().int().min(100).max(60_000).default(5_000),
    'longest wait for an answer, in milliseconds',
  ),
  deployment: variable(
    'STORE_DEPLOYMENT',
    z
      .string()
      .regex(/^[\w.-]+$/, 'must consist of letters, digits, dots, dashes and underscores')
      .default('learning-tracker'),
    'name of the store among others in the same Redis',
  ),
} as const;

/**
 * How to connect, of values that `parseEnvironment` gave; reads the files they name.
 * @throws TrackerError ENVIRONMENT_INVALID for a file that cannot be read
 */
export function redisConnectionOf(values: EnvironmentOf<typeof redisEnvironment>): RedisConnectionOptions {
  const { addresses, isEncrypted } = values.redisUrls;
  const pem = {
    ca: readPem(redisEnvironment.redisCaFile.name, values.redisCaFile),
    cert: readPem(redisEnvironment.redisCertFile.name, values.redisCertFile),
    key: readPem(redisEnvironment.redisKeyFile.name, values.redisKeyFile),
  };
  return {
    addresses,
    cluster: values.redisCluster,
    commandTimeoutMs: values.redisTimeoutMs,
    ...(values.redisUsername !== undefined && { username: values.redisUsername }),
    ...(values.redisPassword !== undefined && { password: values.redisPassword }),
    ...(isEncrypted && {
      tls: {
        ...(pem.ca !== undefined && { ca: pem.ca }),
        ...(pem.cert !== undefined && { cert: pem.cert }),
        ...(pem.key !== undefined && { key: pem.key }),
      },
    }),
  };
}

function readPem(name: string, path: string | undefined): string | undefined {
  if (path === undefined) return undefined;
  try {
    return readFileSync(path, 'utf8');
  } catch (cause) {
    throw new TrackerError(
      'ENVIRONMENT_INVALID',
      `The file that ${name} names cannot be read: ${messageOf(cause)}`,
      'Correct the path, or give this process the right to read it.',
      cause,
    );
  }
}
