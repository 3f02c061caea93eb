import { EventEmitter } from 'node:events';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { secretVariable, variable } from './environment.ts';
import { TrackerError } from './errors.ts';
import { runService, type Service, type ServiceProcess, serviceEnvironment } from './run-service.ts';

const environment = {
  ...serviceEnvironment,
  places: variable('PLACES', z.coerce.number().int().default(3), 'how many places'),
  token: secretVariable('TOKEN', z.string(), 'what guards it'),
};
type TestService = Service<typeof environment>;

/** A process that writes into texts and ends with a promise. */
function createHost(env: Readonly<Record<string, string>>, args: readonly string[] = []) {
  const ended = Promise.withResolvers<number>();
  const written = { stdout: '', stderr: '' };
  const write = (to: keyof typeof written) => ({
    write: (text: string) => {
      written[to] += text;
    },
  });
  const emitter = new EventEmitter();
  const host: ServiceProcess = {
    argv: ['node', 'main.ts', ...args],
    env,
    version: 'v24.0.0',
    exit: ended.resolve,
    stdout: write('stdout'),
    stderr: write('stderr'),
    on: emitter.on.bind(emitter),
    off: emitter.off.bind(emitter),
  };
  return { host, ended: ended.promise, written, emit: emitter.emit.bind(emitter) };
}

const service = (start: TestService['start']): TestService => ({
  name: 'places',
  version: '1.2.3',
  purpose: 'Keeps places.',
  environment,
  checks: [({ places }) => (places === 7 ? ['seven is too many'] : [])],
  start,
});
const never: TestService['start'] = () => Promise.reject(new Error('was started'));

test('help names all variables and starts nothing', async () => {
  const { host, ended, written } = createHost({}, ['--help']);
  await runService(service(never), host);
  expect(await ended).toBe(0);
  expect(written.stdout).toMatch(/^places: Keeps places\.\n/);
  expect(written.stdout).toMatch(
    /PLACES .*how many places \(default: 3\)\n.*TOKEN, TOKEN_FILE .*\(required\)/,
  );
});

test('arguments that nobody reads are refused', async () => {
  const { host, ended, written } = createHost({ TOKEN: 'hunter2' }, ['--places', '4']);
  await runService(service(never), host);
  expect(await ended).toBe(2);
  expect(written.stderr).toMatch(/^places takes no arguments\n/);
});

test('each bad value has a line of its own, and the process ends with 2', async () => {
  const { host, ended, written } = createHost({ LOG_LEVEL: 'loud', PLACES: '7' });
  await runService(service(never), host);
  expect(await ended).toBe(2);
  const lines = written.stderr.split('\n');
  expect(lines.slice(1, 4)).toEqual([
    expect.stringMatching(/LOG_LEVEL .*must be one of debug/),
    expect.stringMatching(/TOKEN .*is not set/),
    expect.stringMatching(/seven is too many/),
  ]);
});

test('a signal stops what was started and ends with 0; no line holds a secret', async () => {
  const { host, ended, written, emit } = createHost({ TOKEN: 'hunter2' });
  let stopped = false;
  await runService(
    service(async ({ token }, { lifecycle, logger, telemetry }) => {
      logger.warn({ url: `/w/${token}/x` }, 'opened');
      expect(await telemetry.text()).toContain(
        'learning_tracker_build_info{service="places",version="1.2.3",node="v24.0.0"} 1',
      );
      lifecycle.onStop('part', () => {
        stopped = true;
      });
    }),
    host,
  );
  emit('SIGTERM', 'SIGTERM');
  expect(await ended).toBe(0);
  expect(stopped).toBe(true);
  expect(written.stderr).toContain('opened');
  expect(written.stderr).not.toContain('hunter2');
});

test('a signal while something is waited for ends with 0 as well', async () => {
  const { host, ended, emit } = createHost({ TOKEN: 'hunter2' });
  const running = runService(
    service((_values, { lifecycle }) => {
      const { signal } = lifecycle;
      return new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
    }),
    host,
  );
  emit('SIGTERM', 'SIGTERM');
  await running;
  expect(await ended).toBe(0);
});

test('what cannot start ends with 1 and its reason, after its parts have stopped', async () => {
  const { host, ended, written } = createHost({ TOKEN: 'hunter2' });
  let stopped = false;
  await runService(
    service(async (_values, { lifecycle }) => {
      lifecycle.onStop('part', () => {
        stopped = true;
      });
      throw new TrackerError('LOG_TOPIC_MISMATCH', 'has 3 partitions, not 4', 'Start with 3.');
    }),
    host,
  );
  expect(await ended).toBe(1);
  expect(stopped).toBe(true);
  expect(written.stderr).toMatch(/could not start: has 3 partitions.*LOG_TOPIC_MISMATCH/);
});

test('an error that nobody caught ends with 1', async () => {
  const { host, ended, written, emit } = createHost({ TOKEN: 'hunter2' });
  await runService(
    service(async () => {}),
    host,
  );
  emit('uncaughtException', new Error('broken invariant'));
  expect(await ended).toBe(1);
  expect(written.stderr).toContain('broken invariant');
});
