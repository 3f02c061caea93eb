import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { createProgram } from '../../services/tracker/src/cli/program.ts';
import { put, smallConfig, smallExports } from './small-course.ts';
import { CASE, temporaryFolder, tracker } from './support.ts';

const CONFIG = join(CASE, 'course.none.json');
const EXPORTS = join(CASE, 'inputs');

/** What the parser of command lines throws in place of ending the process. */
const refusal = z.object({ code: z.string().startsWith('commander.'), exitCode: z.number() });

/** Parses in this process what a command line would hold; no command begins. */
async function parse(...args: readonly string[]): Promise<{ exitCode: number; text: string }> {
  let text = '';
  const write = (more: string) => {
    text += more;
  };
  const program = createProgram(() => {});
  for (const command of [program, ...program.commands])
    command.configureOutput({ writeOut: write, writeErr: write });
  try {
    await program.parseAsync(['node', 'tracker', ...args]);
  } catch (error) {
    return { exitCode: refusal.parse(error).exitCode, text };
  }
  throw new Error(`${args.join(' ')} was understood`);
}

test('help has examples and ends with 0', async () => {
  const { code, stdout } = tracker('--help');
  expect(code).toBe(0);
  for (const command of [
    'compute',
    'run',
    'fetch',
    'generate',
    'explain',
    'inspect',
    'lag',
    'topics',
    'dead-letters',
    'demo',
  ]) {
    expect(stdout).toContain(`  ${command} `);
    const { exitCode, text } = await parse(command, '--help');
    expect({ command, exitCode }).toEqual({ command, exitCode: 0 });
    expect(text).toContain(`npx tracker ${command}`);
  }
  expect((await parse('--version')).text).toMatch(/^\d+\.\d+\.\d+\n$/);
});

test('what cannot be understood ends with 2 and says what is possible', async () => {
  for (const args of [[], ['compute', '--nonsense'], ['explain', 'somebody']]) {
    const { code, stderr } = tracker(...args);
    expect({ args, code }).toEqual({ args, code: 2 });
    expect(stderr).not.toBe('');
  }
  for (const args of [
    ['compute'],
    ['no-such-command'],
    ['compute', '--config', CONFIG, '--exports', EXPORTS, '--profile', 'x'],
    ['compute', '--config', CONFIG, '--exports', EXPORTS, '--as-of', 'yesterday'],
    ['run', '--config', CONFIG, '--exports', EXPORTS, '--data', 'x', '--port', '70000'],
    ['generate', '--out', 'x', '--learners', '0'],
  ]) {
    const { exitCode, text } = await parse(...args);
    expect({ args, exitCode }).toEqual({ args, exitCode: 1 });
    expect(text).toMatch(/^error: .+\n/);
  }
});

test('a configuration with several mistakes ends with 2 and lists them all', () => {
  const config = join(temporaryFolder(), 'course.json');
  writeFileSync(config, JSON.stringify({ courseId: 7, profile: 'best', unknown: 1 }));
  const { code, stderr } = tracker('compute', '--config', config, '--exports', EXPORTS);
  expect(code).toBe(2);
  for (const field of ['courseId', 'profile', 'unknown']) expect(stderr).toContain(field);
});

test('a missing or empty export folder ends with 1 and a hint', () => {
  const empty = temporaryFolder();
  expect(tracker('compute', '--config', CONFIG, '--exports', empty)).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('NO_EXPORTS'),
  });
  const missing = join(empty, 'missing');
  expect(tracker('compute', '--config', CONFIG, '--exports', missing)).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('INPUT_UNREADABLE'),
  });
});

test('compute under standard gives total, reason and raw beside the three figures', async () => {
  const { code, stdout } = tracker('compute', ...(await smallSource()), '--profile', 'standard');
  expect(code).toBe(0);
  const figures = Object.values<Record<string, Record<string, unknown>>>(JSON.parse(stdout));
  expect(figures.length).toBe(6);
  for (const metrics of figures) {
    for (const [id, metric] of Object.entries(metrics)) {
      expect(Object.keys(metric)).toEqual([
        'name',
        'value',
        'absolute_value',
        'scaled_value',
        'total',
        'reason',
        'raw',
      ]);
      expect(metric.name).toBe(id);
      if (metric.value === null) expect(metric.reason).not.toBeNull();
    }
  }
});

test('as of an earlier time, later facts do not count', async () => {
  const source = await smallSource();
  const activities = (time: string) =>
    JSON.parse(tracker('compute', ...source, '--as-of', time).stdout).fay.metric_7.absolute_value;
  // Fay completes items on two days, at half past each hour, to a quarter of a second.
  expect(activities('2024-01-08T10:30:00.249999Z')).toBe(0);
  expect(activities('2024-01-08T12:30:00.25+00:00')).toBe(2);
  expect(activities('2024-01-31')).toBe(5);
});

/** The small course as a user would have it. */
async function smallSource(): Promise<readonly string[]> {
  const folder = temporaryFolder();
  const exports = join(folder, 'exports');
  put(exports, await smallExports());
  put(folder, { 'course.json': JSON.stringify(smallConfig()) });
  return ['--config', join(folder, 'course.json'), '--exports', exports];
}

test('generate, then compute, explain and inspect what was generated', () => {
  const folder = join(temporaryFolder(), 'course');
  expect(tracker('generate', '--out', folder, '--seed', '3', '--learners', '25', '--weeks', '1').code).toBe(
    0,
  );
  const source = ['--config', join(folder, 'course.json'), '--exports', folder];
  const figures = JSON.parse(tracker('compute', ...source).stdout);
  const learners = Object.keys(figures);
  expect(learners.length).toBeGreaterThanOrEqual(25);
  const learner = learners.find((id) => figures[id].metric_4.value > 1) ?? '';
  const explained = tracker('explain', learner, 'metric_4', ...source);
  expect(explained.code).toBe(0);
  expect(explained.stdout).toContain(`value ${figures[learner].metric_4.value},`);
  const inspected = JSON.parse(tracker('inspect', learner, ...source, '--json').stdout);
  expect(inspected.figures.metric_4.value).toBe(figures[learner].metric_4.value);
  expect(tracker('inspect', 'nobody', ...source)).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('LEARNER_UNKNOWN'),
  });
});

test('two courses are answered by course id', () => {
  const folder = temporaryFolder();
  mkdirSync(join(folder, 'exports'));
  const seeds = ['1', '2'];
  const configs = seeds.map((seed) => {
    const out = join(folder, 'exports', seed);
    tracker('generate', '--out', out, '--seed', seed, '--learners', '10', '--weeks', '1');
    return JSON.parse(readFileSync(join(out, 'course.json'), 'utf8'));
  });
  const config = join(folder, 'courses.json');
  writeFileSync(config, JSON.stringify(configs));
  const { code, stdout, stderr } = tracker(
    'compute',
    '--config',
    config,
    '--exports',
    join(folder, 'exports'),
  );
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  const results = JSON.parse(stdout);
  expect(Object.keys(results).sort()).toEqual(configs.map(({ courseId }) => courseId).sort());
  expect(new Set(configs.map(({ courseId }) => courseId)).size).toBe(2);
});

test('an output file appears whole or not at all', async () => {
  const folder = temporaryFolder();
  const out = join(folder, 'no-such-folder', 'figures.json');
  expect(tracker('compute', ...(await smallSource()), '--out', out).code).toBe(1);
  expect(existsSync(out)).toBe(false);
  expect(readdirSync(folder)).toEqual([]);
});
