import type { Command } from 'commander';
import { listDeadLetters, retryDeadLetters, showDeadLetter } from '../commands/dead-letters.ts';
import { lag } from '../commands/lag.ts';
import type { OperatorContext } from '../commands/operator-ports.ts';
import { topics } from '../commands/topics.ts';
import { addCommand, type Registration } from './commands.ts';
import { countOption, timeOption } from './options.ts';

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
