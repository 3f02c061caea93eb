import { type EnvironmentOf, fileContent, secretVariable, variable } from '@learning-tracker/runtime';
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
  redisPassword: secretVariable('REDIS_PASSWORD', z.string().optional(), 'password of the ACL user'),
  redisCa: variable('REDIS_CA_FILE', fileContent.optional(), 'certificate authorities (PEM file)'),
  redisCert: variable('REDIS_CERT_FILE', fileContent.optional(), 'client certificate (PEM file)'),
  redisKey: variable('REDIS_KEY_FILE', fileContent.optional(), 'key of the client certificate (PEM file)'),
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

type RedisValues = EnvironmentOf<typeof redisEnvironment>;

/** What is wrong between the variables of the Redis store. */
export function redisEnvironmentProblems(values: Partial<RedisValues>): readonly string[] {
  const { redisUrls, redisCa, redisCert, redisKey } = values;
  return [
    ...((redisCert === undefined) === (redisKey === undefined)
      ? []
      : ['REDIS_CERT_FILE and REDIS_KEY_FILE belong together: set both or neither']),
    ...(redisUrls?.isEncrypted === false && (redisCa ?? redisCert ?? redisKey) !== undefined
      ? ['REDIS_CA_FILE, REDIS_CERT_FILE and REDIS_KEY_FILE say nothing without rediss:// in REDIS_URL']
      : []),
  ];
}

/** How to connect, of values that `parseEnvironment` gave. */
export function redisConnectionOf(values: RedisValues): RedisConnectionOptions {
  const { addresses, isEncrypted } = values.redisUrls;
  return {
    addresses,
    cluster: values.redisCluster,
    commandTimeoutMs: values.redisTimeoutMs,
    ...(values.redisUsername !== undefined && { username: values.redisUsername }),
    ...(values.redisPassword !== undefined && { password: values.redisPassword }),
    ...(isEncrypted && {
      tls: {
        ...(values.redisCa !== undefined && { ca: values.redisCa }),
        ...(values.redisCert !== undefined && { cert: values.redisCert }),
        ...(values.redisKey !== undefined && { key: values.redisKey }),
      },
    }),
  };
}
