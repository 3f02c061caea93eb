import { expect, expectTypeOf, test } from 'vitest';
import { z } from 'zod';
import { parseEnvironment, variable } from './environment.ts';
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
