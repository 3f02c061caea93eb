import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, expectTypeOf, test } from 'vitest';
import { z } from 'zod';
import { fileContent, parseEnvironment, secretsOf, secretVariable, variable } from './environment.ts';
import { environmentHelp } from './environment-help.ts';
import { TrackerError } from './errors.ts';

const gateway = {
  port: variable(
    'GATEWAY_PORT',
    z.coerce.number().int().min(1).max(65_535).default(8080),
    'port to listen on',
  ),
  token: variable('GATEWAY_TOKEN', z.string().min(16), 'guards learner routes'),
};
const storage = { file: variable('STORE_FILE', z.string(), 'file of the store') };

test('reads composed fragments with types and defaults; an empty text is not set', () => {
  const values = parseEnvironment(
    { GATEWAY_PORT: '', GATEWAY_TOKEN: '0123456789abcdef', STORE_FILE: 'x.db', OTHER: '1' },
    { ...gateway, ...storage },
  );
  expect(values).toEqual({ port: 8080, token: '0123456789abcdef', file: 'x.db' });
  expectTypeOf(values.port).toEqualTypeOf<number>();
  expectTypeOf(values.file).toEqualTypeOf<string>();
});

test('reports every problem together and repeats no value', () => {
  const read = () =>
    parseEnvironment({ GATEWAY_PORT: '99999', GATEWAY_TOKEN: 'hunter2' }, { ...gateway, ...storage });
  expect(read).toThrow(TrackerError);
  expect(read).toThrow(/GATEWAY_PORT.*\n.*GATEWAY_TOKEN.*\n.*STORE_FILE \(file of the store\): is not set$/);
  expect(read).not.toThrow(/hunter2|99999/);
});

const secret = { password: secretVariable('DB_PASSWORD', z.string().min(4).optional(), 'password') };

test('a secret may be given as a file; the line end after it does not count', () => {
  const file = join(mkdtempSync(join(tmpdir(), 'secret-')), 'password');
  writeFileSync(file, 'pass word\n');
  expect(parseEnvironment({ DB_PASSWORD_FILE: file }, secret)).toEqual({ password: 'pass word' });
  expect(parseEnvironment({ DB_PASSWORD: 'plain' }, secret)).toEqual({ password: 'plain' });
  expect(parseEnvironment({}, secret)).toEqual({ password: undefined });
  expect(secretsOf({ ...secret, ...storage }, { password: 'plain', file: 'x' })).toEqual(['plain']);
});

test.each([
  [
    { DB_PASSWORD: 'plain', DB_PASSWORD_FILE: '/x' },
    /DB_PASSWORD \(password\): is set, and so is DB_PASSWORD_FILE/,
  ],
  [{ DB_PASSWORD_FILE: '/no/such' }, /the file that DB_PASSWORD_FILE names cannot be read: ENOENT/],
  [{ DB_PASSWORD: 'abc' }, /DB_PASSWORD \(password\): Too small/],
])('says what is wrong with the secret %j', (env, problem) => {
  expect(() => parseEnvironment(env, secret)).toThrow(problem);
});

test('only secrets may come from a file', () => {
  expect(() => parseEnvironment({ STORE_FILE_FILE: '/etc/hostname' }, storage)).toThrow(
    /STORE_FILE .*is not set/,
  );
});

test('reads the content of files that variables name', () => {
  const fragment = { ca: variable('CA_FILE', fileContent.optional(), 'authorities') };
  const file = join(mkdtempSync(join(tmpdir(), 'pem-')), 'ca.pem');
  writeFileSync(file, 'PEM\n');
  expect(parseEnvironment({ CA_FILE: file }, fragment)).toEqual({ ca: 'PEM\n' });
  expect(() => parseEnvironment({ CA_FILE: '/no/such' }, fragment)).toThrow(
    /CA_FILE .*cannot be read: ENOENT/,
  );
});

test('problems between variables are listed with the others', () => {
  const check = ({ port }: { readonly port?: number }) => (port === 80 ? ['80 is taken'] : []);
  const read = () => parseEnvironment({ GATEWAY_PORT: '80' }, gateway, [check]);
  expect(read).toThrow(/GATEWAY_TOKEN .*\n {2}80 is taken$/);
});

test('help shows meanings, defaults and what is required', () => {
  const help = environmentHelp('gateway', 'Answers.', { ...gateway, ...secret });
  expect(help).toContain('GATEWAY_PORT                   port to listen on (default: 8080)');
  expect(help).toContain('GATEWAY_TOKEN                  guards learner routes (required)');
  expect(help).toContain('DB_PASSWORD, DB_PASSWORD_FILE  password (default: none)');
});
