import { expect, test } from 'vitest';
import { type ServiceName, startService } from './service-process.ts';

const DEPLOYMENT = {
  LOG_LEVEL: ['loud', 'must be one of'],
  KAFKA_BROKERS: ['broker', 'host:port'],
  KAFKA_TLS: ['perhaps', ''],
  KAFKA_CA_FILE: ['/no/such/ca', 'cannot be read'],
  KAFKA_CERT_FILE: ['/no/such/cert', 'cannot be read'],
  KAFKA_KEY_FILE: ['/no/such/key', 'cannot be read'],
  KAFKA_SASL_MECHANISM: ['gssapi', 'must be one of'],
  KAFKA_PASSWORD_FILE: ['/no/such/password', 'the file that KAFKA_PASSWORD_FILE names cannot be read'],
  KAFKA_REPLICATION_FACTOR: ['0', ''],
  SCHEMA_REGISTRY_URL: ['registry', 'must begin with http://'],
  SCHEMA_REGISTRY_USERNAME: ['user', 'belong together'],
  REDIS_URL: ['http://redis', 'must begin with redis://'],
  REDIS_CLUSTER: ['perhaps', ''],
  REDIS_CA_FILE: ['/no/such/ca', 'cannot be read'],
  REDIS_COMMAND_TIMEOUT_MS: ['soon', ''],
  STORE_DEPLOYMENT: ['a}b', 'must consist of'],
  TRACKER_PARTITIONS: ['0', ''],
  TRACKER_ERASURE_KEY: ['short', 'at least 32'],
} as const;
const OPERATIONS = { OPERATIONS_PORT: ['99999', ''] } as const;

const BAD: Readonly<Record<ServiceName, Readonly<Record<string, readonly [string, string]>>>> = {
  'metric-processor': { ...DEPLOYMENT, ...OPERATIONS },
  'weekly-rollover': { ...DEPLOYMENT, ...OPERATIONS },
  gateway: {
    ...DEPLOYMENT,
    GATEWAY_PORT: ['http', ''],
    GATEWAY_JWT_SECRET: ['short', 'at least 32'],
    GATEWAY_VAULT_KEY: ['short', 'at least 32'],
    GATEWAY_ALLOWED_ORIGINS: ['example.org', 'is not an origin'],
  },
  fetcher: {
    ...DEPLOYMENT,
    ...OPERATIONS,
    FETCHER_COURSES_FILE: ['/no/such/course.json', 'ENOENT'],
    FETCHER_EXPORTS_DIR: ['', 'is not set'],
    FETCHER_LEDGER_FILE: ['', 'is not set'],
    FETCHER_LOOK_INTERVAL_MS: ['1', ''],
    COURSERA_API_URL: ['coursera', 'is not an http or https address'],
    COURSERA_ACCOUNTS_URL: ['coursera', 'is not an http or https address'],
    COURSERA_CLIENT_ID: ['client', 'set COURSERA_TOKEN_FILE or COURSERA_REFRESH_TOKEN'],
    COURSERA_CLIENT_SECRET_FILE: ['/no/such/secret', 'cannot be read'],
    FETCHER_SCHEDULE: ['at dawn', ''],
    FETCHER_TIME_ZONE: ['Mars/Phobos', 'is not an IANA time zone name'],
    FETCHER_OPEN_JOBS: ['0', ''],
    FETCHER_ATTEMPTS: ['0', ''],
    FETCHER_POLL_INTERVAL_MS: ['1', ''],
    FETCHER_DOWNLOADS: ['0', ''],
    FETCHER_KEEP_FILES: ['perhaps', ''],
  },
};

test.each(Object.keys(BAD))('%s says each bad value in a line of its own, and ends with 2', async (name) => {
  const service = Object.keys(BAD).find((one): one is ServiceName => one === name);
  if (service === undefined) throw new Error(`${name} is no service`);
  const bad = BAD[service];
  const env = Object.fromEntries(Object.entries(bad).map(([variable, [value]]) => [variable, value]));
  const started = startService(service, env);
  expect(await started.ended).toBe(2);
  const lines = started.lines();
  for (const [variable, [value, problem]] of Object.entries(bad)) {
    const about = lines.filter((line) =>
      line.includes(variable.replace(/^KAFKA_PASSWORD_FILE$/, 'KAFKA_PASSWORD')),
    );
    expect(about.join('\n'), variable).toContain(problem);
    expect(about.length, variable).toBeGreaterThan(0);
    if (variable === 'TRACKER_ERASURE_KEY') expect(lines.join('\n')).not.toContain(`: ${value}`);
  }
});
