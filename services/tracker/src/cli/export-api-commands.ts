import { type FaultRules, parseFaults } from '@learning-tracker/export-server';
import { type Logger, messageOf, TrackerError } from '@learning-tracker/runtime';
import { type Command, InvalidArgumentError } from 'commander';
import { authLogin } from '../commands/auth-login.ts';
import { showJobs } from '../commands/jobs.ts';
import { stubServer } from '../commands/stub-server.ts';
import { portOption } from './options.ts';

export interface ExportApiCommandsDeps {
  readonly add: (name: string, description: string, examples: readonly string[]) => Command;
  readonly onExit: (code: number) => void;
  readonly logger: () => Logger;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** The commands that speak the export API, or serve it. */
export function addExportApiCommands({ add, onExit, logger, env }: ExportApiCommandsDeps): void {
  add('auth', 'Logs in to Coursera’s export API; the login is kept for later commands.', ['auth login'])
    .command('login')
    .description(
      'Opens a login in the browser; COURSERA_CLIENT_ID and COURSERA_CLIENT_SECRET name the application.',
    )
    .option('--scope <scopes>', 'what to ask for, separated by blanks', 'view_profile')
    .option('--redirect-uri <uri>', 'as registered with the client id', 'http://localhost:9876/callback')
    .exitOverride()
    .action(async (options) => onExit(await authLogin(options, env)));

  add('jobs', 'Shows the export jobs that Coursera’s export API holds of this account.', [
    'jobs',
    'jobs --json',
  ])
    .option('--json', 'everything as JSON')
    .action(async (options) => onExit(await showJobs(options, env)));

  add(
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
