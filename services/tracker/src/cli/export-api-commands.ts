import { type FaultRules, parseFaults } from '@learning-tracker/export-server';
import { DEFAULT_SCHEDULE } from '@learning-tracker/fetcher';
import { messageOf, TrackerError } from '@learning-tracker/runtime';
import { InvalidArgumentError, Option } from 'commander';
import { authLogin } from '../commands/auth-login.ts';
import { fetchExports } from '../commands/fetch.ts';
import { showJobs } from '../commands/jobs.ts';
import { stubServer } from '../commands/stub-server.ts';
import { addCommand, type Registration } from './commands.ts';
import { countOption, portOption } from './options.ts';

/** The commands that speak the export API, or serve it. */
export function addExportApiCommands({ program, onExit, logger, env }: Registration): void {
  addCommand(program, 'auth', 'Logs in to Coursera’s export API; the login is kept for later commands.', [
    'auth login',
  ])
    .command('login')
    .description(
      'Opens a login in the browser; COURSERA_CLIENT_ID and COURSERA_CLIENT_SECRET name the application.',
    )
    .option('--scope <scopes>', 'what to ask for, separated by blanks', 'view_profile')
    .option('--redirect-uri <uri>', 'as registered with the client id', 'http://localhost:9876/callback')
    .exitOverride()
    .action(async (options) => onExit(await authLogin(options, env)));

  addCommand(
    program,
    'fetch',
    'Fetches what today still lacks from the export API; tells what was fetched; lets held snapshots through.',
    [
      'fetch --once --config course.json --exports exports/ --data tracker.sqlite',
      'fetch status --data tracker.sqlite',
      'fetch --accept tables_1590000000001.zip --data tracker.sqlite',
    ],
  )
    .argument(
      '[status]',
      'shows per course and day what is asked for, ready, downloaded, published or failed, and why',
    )
    .requiredOption('--data <file>', 'the one file of log, store, ledger and erasure list')
    .option('--once', 'ask, wait, download and publish; then end')
    .option('--config <file>', 'with --once: course.json, one course or an array of them')
    .option('--exports <dir>', 'with --once: folder that downloads go to; made if missing')
    .option(
      '--accept <file>',
      'name, path or checksum of a snapshot that is held, since it removes over half of a table',
    )
    .option('--patience <time>', 'how long to wait for jobs (default: 50m)', durationOption)
    .option('--poll <time>', 'pause before a job is first asked about (default: 15s)', durationOption)
    .option('--max-open-jobs <n>', 'most jobs at the API at a time (default: 20)', countOption)
    .option('--max-attempts <n>', 'how often a failed export is asked for (default: 3)', countOption)
    .option('--purpose <text>', 'the statement of purpose that Coursera asks for')
    .option('--delete-published', 'remove downloads once they are published')
    .option('--json', 'with status: everything as JSON')
    .action(async (what, options) => onExit(await fetchExports(what, options, logger(), env)));

  addCommand(program, 'jobs', 'Shows the export jobs that Coursera’s export API holds of this account.', [
    'jobs',
    'jobs --json',
  ])
    .option('--json', 'everything as JSON')
    .action(async (options) => onExit(await showJobs(options, env)));

  addCommand(
    program,
    'stub-server',
    'Serves a folder of exports as the export API would, until stopped; prints its base URL.',
    [
      'stub-server --exports exports/ --token secret',
      'stub-server --exports exports/ --latency 30s --faults 429=3,never-ready=10%,cut',
    ],
  )
    .requiredOption('--exports <dir>', 'folder with table zips and clickstream files, at any depth')
    .option('--host <address>', 'address to listen on', '127.0.0.1')
    .option('--port <port>', 'port to listen on; 0 lets the system choose', portOption, 0)
    .option('--token <token>', 'a bearer token that is accepted without a login')
    .option('--latency <time>', 'from a request until its export is ready', durationOption, 2_000)
    .option('--faults <list>', 'what goes wrong, and how often', faultsOption)
    .option('--links-need-job', 'give clickstream links only for days that a job covers')
    .action(async (options) => stubServer(options, logger()));
}

/** Options of `run` that make it follow the export API. */
export const apiOption = () =>
  new Option('--api', 'fetch from the export API into the folder, at once and on a schedule');
export const scheduleOption = () =>
  new Option('--schedule <cron>', 'with --api: when to fetch').default(DEFAULT_SCHEDULE);
export const timeZoneOption = () =>
  new Option('--time-zone <name>', 'with --api: time zone of the schedule').default('UTC');

const UNITS: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000 };

/** `500ms`, `2s`, `5m`, `1h`, or a number of seconds, to milliseconds. */
export function durationOption(text: string): number {
  const [, number = '', unit = 's'] = /^(\d{1,9}(?:\.\d+)?)(ms|s|m|h)?$/.exec(text) ?? [];
  if (number === '') throw new InvalidArgumentError('Times look like 500ms, 2s, 5m or 1h.');
  return Math.round(Number(number) * (UNITS[unit] ?? 1_000));
}

function faultsOption(text: string): FaultRules {
  try {
    return parseFaults(text);
  } catch (error) {
    const hint = error instanceof TrackerError ? ` ${error.hint}` : '';
    throw new InvalidArgumentError(`${messageOf(error)}.${hint}`);
  }
}
