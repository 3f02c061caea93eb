import { parseEnvironment } from '@learning-tracker/runtime';
import { describe, expect, it } from 'vitest';
import { redisConnectionOf, redisEnvironment, redisEnvironmentProblems } from './environment.ts';

const connectionOf = (env: Record<string, string>) =>
  redisConnectionOf(parseEnvironment(env, redisEnvironment, [redisEnvironmentProblems]));

describe('the environment of the Redis store', () => {
  it('needs nothing but the address', () => {
    expect(connectionOf({ REDIS_URL: 'redis://store' })).toEqual({
      addresses: [{ host: 'store', port: 6379 }],
      cluster: false,
      commandTimeoutMs: 5_000,
    });
  });

  it('names nodes of a cluster, user and encryption', () => {
    const env = {
      REDIS_URL: 'rediss://a:7000, rediss://[::1]:7001',
      REDIS_CLUSTER: 'true',
      REDIS_USERNAME: 'tracker',
      REDIS_PASSWORD: 'secret',
      REDIS_COMMAND_TIMEOUT_MS: '250',
    };
    expect(connectionOf(env)).toEqual({
      addresses: [
        { host: 'a', port: 7000 },
        { host: '::1', port: 7001 },
      ],
      cluster: true,
      username: 'tracker',
      password: 'secret',
      tls: {},
      commandTimeoutMs: 250,
    });
  });

  it.each([
    ['store:6379', /REDIS_URL .*redis:\/\//],
    ['http://store', /must begin with redis/],
    ['redis://a,rediss://b', /mixes/],
    ['redis://user:hunter2@a', /REDIS_PASSWORD/],
    ['redis://a/3', /database/],
    ['', /REDIS_URL .*is not set/],
  ])('refuses the address %j and repeats no secret', (url, problem) => {
    const read = () => connectionOf({ REDIS_URL: url });
    expect(read).toThrow(problem);
    expect(read).not.toThrow(/hunter2/);
  });

  it('refuses names that would break the hash tag, and files that are not there', () => {
    const url = { REDIS_URL: 'rediss://a' };
    expect(() => connectionOf({ ...url, STORE_DEPLOYMENT: 'a}b' })).toThrow(/STORE_DEPLOYMENT/);
    expect(() => connectionOf({ ...url, REDIS_CA_FILE: '/no/such/file' })).toThrow(/REDIS_CA_FILE/);
  });

  it('refuses certificates that would not be used', () => {
    const file = import.meta.filename;
    expect(() => connectionOf({ REDIS_URL: 'redis://a', REDIS_CA_FILE: file })).toThrow(/without rediss/);
    expect(() => connectionOf({ REDIS_URL: 'rediss://a', REDIS_KEY_FILE: file })).toThrow(/belong together/);
  });
});
