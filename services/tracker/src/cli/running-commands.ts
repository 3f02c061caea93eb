import { type Command, Option } from 'commander';
import { demo } from '../commands/demo.ts';
import { generate } from '../commands/generate.ts';
import { generateLive } from '../commands/generate-live.ts';
import { run } from '../commands/run.ts';
import { addCommand, type Registration, withUnpackOptions } from './commands.ts';
import { apiOption, scheduleOption, timeZoneOption } from './export-api-commands.ts';
import { countOption, portOption, seedOption } from './options.ts';

/** Commands that run the engine, or bring it what it runs on. */
export function addRunningCommands({ program, logger, env, onExit }: Registration): void {
  const running = addCommand(
    program,
    'run',
    'Watches an export folder, processes what arrives and serves the metrics, until stopped.',
    [
      'run --config course.json --exports exports/ --data tracker.sqlite',
      'run --config course.json --exports exports/ --data tracker.sqlite --port 9000',
      'run --config course.json --exports exports/ --data tracker.sqlite --api --time-zone Europe/Amsterdam',
    ],
  )
    .requiredOption('--config <file>', 'course.json: one course or an array of them')
    .requiredOption('--exports <dir>', 'folder where exports arrive')
    .requiredOption('--data <file>', 'the one file of log, store, ledger and erasure list; made if missing');
  withAddress(withUnpackOptions(running))
    .addOption(apiOption())
    .addOption(scheduleOption())
    .addOption(timeZoneOption())
    .action(async (options) => run(options, logger(), env));

  withCourseSize(
    addCommand(program, 'generate', 'Writes a synthetic course in the export format, with its course.json.', [
      'generate --out course/ --seed 1 --learners 500 --weeks 8',
      'generate --out course/ --live --day-seconds 5 --url http://localhost:8080',
    ]).requiredOption('--out <dir>', 'folder to write to; made if missing'),
  )
    .option('--live', 'its past at once, then a day every few seconds, for services that watch the folder')
    .option('--day-seconds <n>', 'with --live: seconds that a day of the course takes', countOption, 5)
    .option('--url <base>', 'with --live: where the gateway is reached', 'http://localhost:8080')
    .addOption(
      new Option(
        '--token-secret <secret>',
        'with --live: secret of the gateway’s tokens, for the address',
      ).env('GATEWAY_JWT_SECRET'),
    )
    .action(async ({ live, ...options }) =>
      onExit(await (live === true ? generateLive(options, logger()) : generate(options))),
    );

  const showing = addCommand(
    program,
    'demo',
    'Generates a course, processes its past, serves it and lets a day arrive every few seconds.',
    ['demo', 'demo --learners 100 --weeks 4 --port 9000 --day-seconds 2'],
  ).option('--folder <dir>', 'folder of exports and data; emptied at the start', '.data/demo');
  withAddress(withCourseSize(showing))
    .option('--day-seconds <n>', 'seconds that a day of the course takes', countOption, 5)
    .action(async (options) => demo(options, logger()));
}

function withAddress(command: Command): Command {
  return command
    .option('--host <address>', 'address to listen on', '127.0.0.1')
    .option('--port <port>', 'port to listen on', portOption, 8080);
}

function withCourseSize(command: Command): Command {
  return command
    .option('--seed <n>', 'the same seed gives the same course', seedOption, 1)
    .option('--learners <n>', 'members of the followed sessions', countOption, 500)
    .option('--weeks <n>', 'length of a session', countOption, 8);
}
