import { createLogger, LOG_LEVELS, type Logger, type LogLevel } from '@learning-tracker/runtime';
import { Command, Option } from 'commander';
import { compute } from '../commands/compute.ts';
import { demo } from '../commands/demo.ts';
import { explainLearner } from '../commands/explain.ts';
import { fetchAccept } from '../commands/fetch.ts';
import { generate } from '../commands/generate.ts';
import { generateLive } from '../commands/generate-live.ts';
import { inspect } from '../commands/inspect.ts';
import { run } from '../commands/run.ts';
import { countOption, portOption, profileOption, seedOption, timeOption } from './options.ts';

/** The command line. `onExit` gets the code of a command that ends; `run` and `demo` go on until stopped. */
export function createProgram(onExit: (code: number) => void): Command {
  const program = new Command('tracker')
    .description('Turns Coursera research exports into twelve engagement metrics for every learner.')
    .addOption(
      new Option('--log-level <level>', 'how much to log on standard error')
        .choices(LOG_LEVELS)
        .default('warn'),
    )
    .exitOverride()
    .showHelpAfterError('(tracker --help, or tracker COMMAND --help, shows what is possible)');
  const logger = (): Logger =>
    createLogger({ name: 'tracker', level: program.opts<{ logLevel: LogLevel }>().logLevel });
  const add = (name: string, description: string, examples: readonly string[]): Command =>
    program
      .command(name)
      .description(description)
      .addHelpText(
        'after',
        `\nExamples:\n${examples.map((example) => `  $ npx tracker ${example}`).join('\n')}`,
      );

  add('compute', 'Computes the metrics of all learners from an export folder, as JSON.', [
    'compute --config course.json --exports exports/',
    'compute --config course.json --exports exports/ --profile lak21 --out figures.json',
    'compute --config course.json --exports exports/ --as-of 2026-03-31T18:00:00Z',
  ])
    .requiredOption('--config <file>', 'course.json: one course or an array of them')
    .requiredOption('--exports <dir>', 'folder with table zips and clickstream files, at any depth')
    .option('--profile <name>', 'lak21 or standard (default: the course’s own)', profileOption)
    .option('--as-of <time>', 'leave out every fact later than this time', timeOption)
    .option('--out <file>', 'write here instead of to standard output')
    .option('--max-unpacked <MiB>', 'refuse a file that unpacks to more (default: 65536)', countOption)
    .option(
      '--max-ratio <n>',
      'refuse a file that grows more than n times by unpacking (default: 200)',
      countOption,
    )
    .option('--strict', 'exit 1 when a file failed or a row could not be used')
    .action(async (options) => onExit(await compute(options, logger())));

  add('run', 'Watches an export folder, processes what arrives and serves the metrics, until stopped.', [
    'run --config course.json --exports exports/ --data tracker.sqlite',
    'run --config course.json --exports exports/ --data tracker.sqlite --port 9000',
  ])
    .requiredOption('--config <file>', 'course.json: one course or an array of them')
    .requiredOption('--exports <dir>', 'folder where exports arrive')
    .requiredOption('--data <file>', 'the one file of log, store, ledger and erasure list; made if missing')
    .option('--max-unpacked <MiB>', 'refuse a file that unpacks to more (default: 65536)', countOption)
    .option(
      '--max-ratio <n>',
      'refuse a file that grows more than n times by unpacking (default: 200)',
      countOption,
    )
    .option('--host <address>', 'address to listen on', '127.0.0.1')
    .option('--port <port>', 'port to listen on', portOption, 8080)
    .action(async (options) => run(options, logger()));

  add('fetch', 'Lets a snapshot through that is held because it would remove over half of a table.', [
    'fetch --accept tables_1590000000001.zip --data tracker.sqlite',
  ])
    .requiredOption('--accept <file>', 'name, path or checksum of the held file')
    .requiredOption('--data <file>', 'the file of the run that holds it')
    .action(async (options) => onExit(await fetchAccept(options)));

  add('generate', 'Writes a synthetic course in the export format, with its course.json.', [
    'generate --out course/ --seed 1 --learners 500 --weeks 8',
    'generate --out course/ --live --day-seconds 5 --url http://localhost:8080',
  ])
    .requiredOption('--out <dir>', 'folder to write to; made if missing')
    .option('--seed <n>', 'the same seed gives the same course', seedOption, 1)
    .option('--learners <n>', 'members of the followed sessions', countOption, 500)
    .option('--weeks <n>', 'length of a session', countOption, 8)
    .option('--live', 'its past at once, then a day every few seconds, for services that watch the folder')
    .option('--day-seconds <n>', 'with --live: seconds that a day of the course takes', countOption, 5)
    .option('--url <base>', 'with --live: where the gateway is reached', 'http://localhost:8080')
    .addOption(
      new Option('--token <token>', 'with --live: the gateway’s token, for the address').env('GATEWAY_TOKEN'),
    )
    .action(async ({ live, ...options }) =>
      onExit(await (live === true ? generateLive(options, logger()) : generate(options))),
    );

  add('explain', 'Says why a figure of a learner is what it is: inputs and arithmetic.', [
    'explain 1f5e0c4c5b23 metric_4 --data tracker.sqlite',
    'explain 1f5e0c4c5b23 --config course.json --exports exports/ --profile lak21 --json',
  ])
    .argument('<learner>', 'table id or dashboard id')
    .argument('[metric]', 'metric_1 … metric_12; all of them without')
    .option('--data <file>', 'read the file of a run')
    .option('--config <file>', 'or compute from exports: course.json')
    .option('--exports <dir>', 'or compute from exports: the folder')
    .option('--course <id>', 'course id, where there are several')
    .option('--profile <name>', 'lak21 or standard (default: the course’s own)', profileOption)
    .option('--json', 'everything as JSON')
    .action(async (learner, metric, options) =>
      onExit(await explainLearner(learner, metric, options, logger())),
    );

  add('inspect', 'Shows one learner’s state and values; without a learner, the books of the store.', [
    'inspect --data tracker.sqlite',
    'inspect 1f5e0c4c5b23 --data tracker.sqlite',
  ])
    .argument('[learner]', 'table id or dashboard id')
    .option('--data <file>', 'read the file of a run')
    .option('--config <file>', 'or compute from exports: course.json')
    .option('--exports <dir>', 'or compute from exports: the folder')
    .option('--course <id>', 'course id, where there are several')
    .option('--profile <name>', 'lak21 or standard (default: the course’s own)', profileOption)
    .option('--json', 'everything as JSON')
    .action(async (learner, options) => onExit(await inspect(learner, options, logger())));

  add('demo', 'Generates a course, processes its past, serves it and lets a day arrive every few seconds.', [
    'demo',
    'demo --learners 100 --weeks 4 --port 9000 --day-seconds 2',
  ])
    .option('--folder <dir>', 'folder of exports and data; emptied at the start', '.data/demo')
    .option('--seed <n>', 'the same seed gives the same course', seedOption, 1)
    .option('--learners <n>', 'members of the followed sessions', countOption, 500)
    .option('--weeks <n>', 'length of a session', countOption, 8)
    .option('--host <address>', 'address to listen on', '127.0.0.1')
    .option('--port <port>', 'port to listen on', portOption, 8080)
    .option('--day-seconds <n>', 'seconds that a day of the course takes', countOption, 5)
    .action(async (options) => demo(options, logger()));

  for (const command of program.commands) command.exitOverride();
  return program;
}
