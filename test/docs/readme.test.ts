import { createHash } from 'node:crypto';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { METRIC_IDS } from '@learning-tracker/metrics';
import { expect, test } from 'vitest';
import { z } from 'zod';
import {
  COURSE,
  click,
  clicksGzip,
  NEXT_TABLES_ZIP,
  put,
  smallConfig,
  smallExports,
  smallTables,
  tablesZip,
} from '../e2e/small-course.ts';
import { eventually, runHere, startTracker, temporaryFolder } from '../e2e/support.ts';
import { documentedCommands, ROOT, readPages } from './pages.ts';

const LEARNER = 'cho';
const figures = z.record(
  z.string(),
  z.record(z.enum(METRIC_IDS), z.object({ value: z.number().nullable() })),
);

/** A folder with all that the documented commands name, and their words turned into paths in it. */
async function createPlace() {
  const folder = temporaryFolder();
  const exports = join(folder, 'exports');
  put(exports, await smallExports());
  const { course_item_grades: [headings = [], grade = []] = [] } = smallTables();
  put(exports, { [NEXT_TABLES_ZIP]: await tablesZip({ course_item_grades: [headings, grade] }) });
  const unusable = clicksGzip([click(LEARNER, 'yesterday')]);
  put(exports, { 'access-2024-01-10.csv.gz': unusable });
  writeFileSync(join(folder, 'course.json'), JSON.stringify(smallConfig()));

  const deadLetter = `${createHash('sha256').update(unusable).digest('hex')}/access/1`;
  const words: Record<string, string> = {
    LEARNER,
    '1f5e0c4c5b23': LEARNER,
    METRIC: 'metric_4',
    COURSE,
    ID: deadLetter,
    'clickstream-events/3/1207': deadLetter,
    'tables_1590000000001.zip': NEXT_TABLES_ZIP,
  };
  const places = ['course.json', 'exports/', 'tracker.sqlite', 'figures.json', 'synthetic/', 'course/'];
  for (const name of [...places, 'tracker.sqlite.receipts']) words[name] = join(folder, name);
  /** Sizes and ports that let many commands run beside one another; they count where they are said again, too. */
  const always: Record<string, readonly string[]> = {
    generate: ['--learners', '8', '--weeks', '1'],
    run: ['--port', '0'],
    demo: ['--learners', '8', '--weeks', '1', '--port', '0', '--folder', join(folder, 'demo')],
  };
  return {
    at: (name: string) => join(folder, name),
    argsOf(command: string): string[] {
      const args = command.split(' ').map((word) => words[word] ?? word);
      const placed = new Set(Object.values(words));
      const strangers = args.filter((arg) => /\/$|\.[a-z]+$/.test(arg) && !placed.has(arg));
      if (strangers.length > 0) throw new Error(`${command}: no place for ${strangers.join(', ')}`);
      return [...args, ...(always[args[0] ?? ''] ?? [])];
    },
  };
}

/** What each kind of command is expected to say; a new command needs a line here. */
function expectSense(args: readonly string[], { stdout, stderr }: { stdout: string; stderr: string }): void {
  const option = (name: string) => args[args.indexOf(name) + 1] ?? '';
  switch (args[0]) {
    case 'compute': {
      const text = args.includes('--out') ? readFileSync(option('--out'), 'utf8') : stdout;
      expect(figures.parse(JSON.parse(text))[LEARNER]?.metric_7?.value).toBeGreaterThan(0);
      if (args.includes('--out')) rmSync(option('--out'));
      break;
    }
    case 'explain':
      expect(stdout).toContain('metric_4');
      if (args.includes('--json')) expect(JSON.parse(stdout)).toHaveLength(METRIC_IDS.length);
      else expect(stdout).toMatch(/\bvalue \d/);
      break;
    case 'inspect':
      expect(stdout).toContain(
        args[1] === LEARNER ? `learner ${LEARNER}` : `course ${COURSE}: exported up to 20`,
      );
      break;
    case 'lag':
      if (args.includes('--json')) expect(JSON.parse(stdout)).toMatchObject({ total: 0 });
      else expect(stdout).toMatch(/^table-rows +0 +0 .* complete$/m);
      break;
    case 'topics':
      expect(stdout).toMatch(/^dead-letters +4 +\d+/m);
      break;
    case 'dead-letters':
      expectLetters(args, stdout);
      break;
    case 'generate':
      expect(existsSync(join(option('--out'), 'course.json'))).toBe(true);
      break;
    case 'fetch':
      if (args[1] === 'status') expect(stdout).toMatch(/^scope +type +days +state/);
      else expect(stderr).toContain(`${NEXT_TABLES_ZIP} is accepted`);
      break;
    case 'token':
      expect(stdout).toMatch(/^(http\S+(\/w\/|#token=))?eyJ[\w-]+\.[\w-]+\.[\w-]+(\/dashboard)?\n$/);
      break;
    case 'forget':
      if (args.includes('--json')) expect(JSON.parse(stdout)).toMatchObject({ complete: true });
      else if (!args.includes('--again')) expect(stdout).toMatch(/\bstore\b/);
      break;
    default:
      throw new Error(`nobody has said what to expect of ${args.join(' ')}`);
  }
}

function expectLetters(args: readonly string[], stdout: string): void {
  if (args[1] !== 'retry') expect(stdout).toMatch(/\bbad_time\b/);
  else if (args.includes('--code')) expect(stdout).toBe('no dead letter matches\n');
  else expect(stdout).toMatch(/^1 +(requested|already) /m);
}

/** Commands that go on until stopped, or need an export API: `test/e2e/export-api.e2e.test.ts` runs these. */
const lasting = (command: string) =>
  /^(run|demo|stub-server|auth|jobs)\b|^fetch --once\b|^generate .*--live\b/.test(command);

test('the commands of the pages and of --help do what they say', async () => {
  const place = await createPlace();
  const commands = documentedCommands();
  expect(commands.length).toBeGreaterThan(10);
  expect(existsSync(join(ROOT, 'node_modules/.bin/tracker'))).toBe(true);
  const runs = new Set(
    commands
      .filter((command) => command.startsWith('run ') && !command.includes('--api'))
      .map(place.argsOf)
      .map(String),
  );
  expect(runs.size).toBeGreaterThan(0);

  const [args = ''] = runs;
  const run = startTracker(...args.split(','));
  const [, base = '', data = ''] = await run.until(/^(http:\/\/\S+)\n.* --data (\S+)/m);
  const token = (
    await runHere(['token', '--course', COURSE, '--learner', LEARNER, '--data', data])
  ).stdout.trim();
  await eventually(
    () => fetch(`${base}/w/${token}/v1/courses/${COURSE}/learners/${LEARNER}/metrics`),
    ({ status }) => status === 200,
  );
  const readiness = async () => (await fetch(`${base}/readyz`)).text();
  await eventually(readiness, (text) => text.includes(`${NEXT_TABLES_ZIP} is held`));
  const numbers = async () => (await fetch(`${base}/metrics`)).text();
  await eventually(numbers, (text) => /^learning_tracker_export_rows_total\{outcome="dead"\} 1$/m.test(text));
  const operator = await runHere(['token', '--role', 'operator', '--data', data]);
  const headers = { authorization: `Bearer ${operator.stdout.trim()}` };
  for (const route of documentedRoutes()) {
    // A snapshot of the cohort is made behind the day's figures.
    await eventually(
      async () => ({
        route,
        status: (await fetch(base + route.replace('{token}', token), { headers })).status,
      }),
      ({ status }) => status === 200,
    );
  }
  expect(await run.end('SIGTERM')).toBe(0);

  const forgets = (command: string) => command.startsWith('forget ');
  const ending = commands.filter((each) => !lasting(each));
  // Nothing is left to be shown of the learner after those.
  for (const command of [...ending.filter((each) => !forgets(each)), ...ending.filter(forgets)]) {
    const words = place.argsOf(command);
    const ended = await runHere(words);
    expect({ command, ...ended }).toMatchObject({ command, code: 0 });
    expectSense(words, ended);
  }
});

test('the demonstration of --help starts and ends', async () => {
  const place = await createPlace();
  const demos = documentedCommands().filter((command) => command.startsWith('demo'));
  expect(demos.length).toBeGreaterThan(0);
  const args = place.argsOf(demos.toSorted((a, b) => b.length - a.length)[0] ?? '');
  const demo = startTracker(...args);
  const [url] = await demo.until(/^http:\/\/localhost:\d+\/w\/\S+$/m);
  expect((await fetch(url)).status).toBe(200);
  expect(await demo.end('SIGINT')).toBe(0);
});

/** The routes of README's table, for a learner of the small course; `{token}` is left. */
function documentedRoutes(): string[] {
  const text = readPages().find(({ path }) => path === 'README.md')?.text ?? '';
  const cells = [...text.matchAll(/^\| (`\/.*?) \|/gm)].map(([, cell = '']) => cell);
  const routes = cells.flatMap((cell) => [...cell.matchAll(/`([^`]+)`/g)].map(([, route = '']) => route));
  expect(routes.length).toBeGreaterThan(4);
  return routes.map((route) =>
    route
      .replace('{course}', COURSE)
      .replace('{learner}', LEARNER)
      .replace('{dashboard id}', `dashboard-${LEARNER}`)
      .replace('{branch}', COURSE),
  );
}
