import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseEnvironment } from '@learning-tracker/runtime';
import { describe, expect, it } from 'vitest';
import { kafkaConnectionOf, kafkaEnvironment, kafkaEnvironmentProblems } from './environment.ts';
import {
  registryConnectionOf,
  registryEnvironment,
  registryEnvironmentProblems,
} from './registry-environment.ts';

type Env = Readonly<Record<string, string>>;

describe('the environment of the log on Kafka', () => {
  const connectionOf = (env: Env) =>
    kafkaConnectionOf(parseEnvironment(env, kafkaEnvironment, [kafkaEnvironmentProblems]));

  it('needs nothing but the address of a broker', () => {
    expect(connectionOf({ KAFKA_BROKERS: 'a:9092, [::1]:9093' })).toEqual({
      brokers: ['a:9092', '[::1]:9093'],
    });
  });

  it('takes the machine’s authorities for TLS, or those given', () => {
    const file = join(mkdtempSync(join(tmpdir(), 'pem-')), 'pem');
    writeFileSync(file, 'PEM');
    const env = { KAFKA_BROKERS: 'a:9092', KAFKA_TLS: 'true' };
    const files = { KAFKA_CA_FILE: file, KAFKA_CERT_FILE: file, KAFKA_KEY_FILE: file };
    expect(connectionOf(env).ssl).toBe(true);
    expect(connectionOf({ ...env, ...files }).ssl).toEqual({ ca: 'PEM', cert: 'PEM', key: 'PEM' });
    expect(() => connectionOf({ ...env, KAFKA_CERT_FILE: file })).toThrow(/KAFKA_KEY_FILE belong together/);
    expect(() => connectionOf({ KAFKA_BROKERS: 'a:1', KAFKA_CA_FILE: file })).toThrow(
      /without KAFKA_TLS=true/,
    );
  });

  it('names user, mechanism and copies', () => {
    const env = {
      KAFKA_BROKERS: 'a:9092',
      KAFKA_SASL_MECHANISM: 'scram-sha-512',
      KAFKA_USERNAME: 'tracker',
      KAFKA_PASSWORD: 'secret',
      KAFKA_REPLICATION_FACTOR: '3',
    };
    const sasl = { mechanism: 'scram-sha-512', username: 'tracker', password: 'secret' };
    expect(connectionOf(env)).toEqual({ brokers: ['a:9092'], sasl, replicationFactor: 3 });
  });

  it.each([
    [{ KAFKA_BROKERS: 'a' }, /KAFKA_BROKERS .*host:port/],
    [{ KAFKA_BROKERS: 'a:9092,' }, /KAFKA_BROKERS .*host:port/],
    [{ KAFKA_BROKERS: 'a:0' }, /KAFKA_BROKERS .*host:port/],
    [
      { KAFKA_BROKERS: 'a:1', KAFKA_SASL_MECHANISM: 'gssapi' },
      /KAFKA_SASL_MECHANISM .*must be one of plain, /,
    ],
    [{ KAFKA_BROKERS: 'a:1', KAFKA_USERNAME: 'u' }, /belong together: set all or none/],
    [{ KAFKA_BROKERS: 'a:1', KAFKA_TLS: 'perhaps' }, /KAFKA_TLS/],
    [{ KAFKA_BROKERS: 'a:1', KAFKA_REPLICATION_FACTOR: '0' }, /KAFKA_REPLICATION_FACTOR/],
    [{}, /KAFKA_BROKERS .*is not set/],
  ])('refuses %j', (env: Env, problem) => {
    expect(() => connectionOf(env)).toThrow(problem);
  });
});

describe('the environment of the schema registry', () => {
  const connectionOf = (env: Env) =>
    registryConnectionOf(parseEnvironment(env, registryEnvironment, [registryEnvironmentProblems]));

  it('is an address, with a user where one is needed', () => {
    const env = { SCHEMA_REGISTRY_URL: 'https://registry/apis/ccompat/v7' };
    expect(connectionOf(env)).toEqual({ url: env.SCHEMA_REGISTRY_URL });
    const user = { SCHEMA_REGISTRY_USERNAME: 'u', SCHEMA_REGISTRY_PASSWORD: 'p' };
    expect(connectionOf({ ...env, ...user }).auth).toEqual({ username: 'u', password: 'p' });
  });

  it.each([
    ['registry:8081', /must begin with http/],
    ['http://u:hunter2@registry', /SCHEMA_REGISTRY_PASSWORD/],
  ])('refuses the address %j and repeats no secret', (url, problem) => {
    const read = () => connectionOf({ SCHEMA_REGISTRY_URL: url, SCHEMA_REGISTRY_USERNAME: 'u' });
    expect(read).toThrow(problem);
    expect(read).toThrow(/belong together/);
    expect(read).not.toThrow(/hunter2/);
  });
});
