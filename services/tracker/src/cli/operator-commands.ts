import { type Command, Option } from 'commander';
import { listDeadLetters, retryDeadLetters, showDeadLetter } from '../commands/dead-letters.ts';
import { forgetLearners } from '../commands/forget.ts';
import { lag } from '../commands/lag.ts';
import type { OperatorContext } from '../commands/operator-ports.ts';
import { token } from '../commands/token.ts';
import { topics } from '../commands/topics.ts';
import { addCommand, type Registration } from './commands.ts';
import { countOption, durationOption, timeOption } from './options.ts';

/** Commands for those who keep a deployment running. */
export function addOperatorCommands({ program, logger, env, onExit }: Registration): void {
  const context = (): OperatorContext => ({ env, logger: logger() });
  withDeployment(
    addCommand(program, 'lag', 'Shows how far the store is behind the log, by topic and partition.', [
      'lag --data tracker.sqlite',
      'lag --data tracker.sqlite --json',
    ]),
  )
    .option('--group <name...>', 'consumer groups whose offsets are shown (default: those of the services)')
    .action(async (options) => onExit(await lag(options, context())));

  withDeployment(
    addCommand(program, 'topics', 'Shows the topics: partitions, records held, settings, schemas.', [
      'topics --data tracker.sqlite',
    ]),
  ).action(async (options) => onExit(await topics(options, context())));

  addCommand(
    program,
    'token',
    'Makes a token, or with --url a link, that opens a learner or a course for a time.',
    [
      'token --data tracker.sqlite --course COURSE --learner LEARNER --url http://127.0.0.1:8080',
      'token --data tracker.sqlite --role staff --course COURSE --name ann --ttl 8h',
    ],
  )
    .addOption(
      new Option('--role <role>', 'whom the token is for')
        .choices(['learner', 'staff', 'operator'])
        .default('learner'),
    )
    .option('--course <id...>', 'the course; of staff also several')
    .option('--learner <id>', 'table id of the learner')
    .addOption(
      new Option('--id-kind <kind>', 'which id --learner is')
        .choices(['table', 'dashboard'])
        .default('table'),
    )
    .option('--name <name>', 'who of the staff, for the audit', 'tracker')
    .option('--ttl <time>', 'how long it holds: 90m, 8h, 30d', durationOption, 24 * 3600)
    .option('--url <url>', 'address of the gateway: print a link')
    .option('--data <file>', 'the file of a run (default: GATEWAY_JWT_SECRET of the environment)')
    .action(async (options) => onExit(await token(options, env)));

  withDeployment(
    addCommand(
      program,
      'forget',
      'Forgets learners for good: erases all that is held, and lets no later export bring them back.',
      [
        'forget LEARNER --data tracker.sqlite',
        'forget LEARNER --course COURSE --data tracker.sqlite --json',
        'forget --again tracker.sqlite.receipts --data tracker.sqlite',
      ],
    ).argument('[learners...]', 'table ids or dashboard ids'),
  )
    .option('--again <file>', 'everybody in a file of receipts, once an older copy of the store was put back')
    .option('--course <id...>', 'only in these courses (default: all)')
    .option(
      '--receipts <file>',
      'where the receipt is kept, a line each (default: beside the file of --data)',
    )
    .action(async (learners, options) => onExit(await forgetLearners(learners, options, context())));

  const letters = addCommand(program, 'dead-letters', 'Lists, shows and retries what could not be used.', [
    'dead-letters list --data tracker.sqlite',
  ]);
  addDeadLetterCommands(letters, context, onExit);
}

function addDeadLetterCommands(
  parent: Command,
  context: () => OperatorContext,
  onExit: (code: number) => void,
): void {
  withFilter(
    addCommand(parent, 'list', 'Lists the newest dead letters, each id once.', [
      'dead-letters list --data tracker.sqlite',
      'dead-letters list --code bad_time --since 2024-01-01 --limit 10 --data tracker.sqlite --json',
    ]),
  )
    .option('--limit <n>', 'no more than so many', countOption, 50)
    .action(async (options) => onExit(await listDeadLetters(options, context())));

  withDeployment(
    addCommand(
      parent,
      'show',
      'Shows a dead letter whole: reason, source and the original, decoded if possible.',
      ['dead-letters show clickstream-events/3/1207 --data tracker.sqlite'],
    ).argument('<id>', 'as the list has it'),
  ).action(async (id, options) => onExit(await showDeadLetter(id, options, context())));

  withFilter(
    addCommand(
      parent,
      'retry',
      'Appends the records of dead letters to their topics again; has the fetcher take rows of files again.',
      [
        'dead-letters retry clickstream-events/3/1207 --data tracker.sqlite',
        'dead-letters retry --code RECORD_UNDECODABLE --data tracker.sqlite',
        'dead-letters retry --all --dry-run --data tracker.sqlite',
      ],
    ).argument('[ids...]', 'as the list has them'),
  )
    .option('--all', 'all dead letters')
    .option('--again', 'also those that were retried before')
    .option('--dry-run', 'say what would be done, and do nothing')
    .action(async (ids, options) => onExit(await retryDeadLetters(ids, options, context())));
}

function withDeployment(command: Command): Command {
  return command
    .option(
      '--data <file>',
      'the file of a run, which may be running (default: the deployment that the environment names)',
    )
    .option('--wait <seconds>', 'longest wait for servers that are away', countOption, 30)
    .option('--json', 'everything as JSON');
}

function withFilter(command: Command): Command {
  return withDeployment(command)
    .option('--topic <name>', 'records of this topic; rows of this table, of access or of video')
    .option('--code <code>', 'with this reason code')
    .option('--course <id>', 'of this course')
    .option('--since <time>', 'written at this time or later', timeOption);
}
