import type { Command } from 'commander';
import { compute } from '../commands/compute.ts';
import { explainLearner } from '../commands/explain.ts';
import { inspect } from '../commands/inspect.ts';
import { addCommand, type Registration, withFileOptions } from './commands.ts';
import { profileOption, timeOption } from './options.ts';

/** Commands for those who ask for figures and their reasons. */
export function addCourseCommands({ program, logger, onExit }: Registration): void {
  const computing = addCommand(
    program,
    'compute',
    'Computes the metrics of all learners from an export folder, as JSON.',
    [
      'compute --config course.json --exports exports/',
      'compute --config course.json --exports exports/ --profile lak21 --out figures.json',
      'compute --config course.json --exports exports/ --as-of 2026-03-31T18:00:00Z',
    ],
  )
    .requiredOption('--config <file>', 'course.json: one course or an array of them')
    .requiredOption('--exports <dir>', 'folder with table zips and clickstream files, at any depth')
    .option('--profile <name>', 'lak21 or standard (default: the course’s own)', profileOption)
    .option('--as-of <time>', 'leave out every fact later than this time', timeOption)
    .option('--out <file>', 'write here instead of to standard output');
  withFileOptions(computing)
    .option('--strict', 'exit 1 when a file failed or a row could not be used')
    .action(async (options) => onExit(await compute(options, logger())));

  withSource(
    addCommand(program, 'explain', 'Says why a figure of a learner is what it is: inputs and arithmetic.', [
      'explain 1f5e0c4c5b23 metric_4 --data tracker.sqlite',
      'explain 1f5e0c4c5b23 --config course.json --exports exports/ --profile lak21 --json',
    ])
      .argument('<learner>', 'table id or dashboard id')
      .argument('[metric]', 'metric_1 … metric_12; all of them without'),
  ).action(async (learner, metric, options) =>
    onExit(await explainLearner(learner, metric, options, logger())),
  );

  withSource(
    addCommand(
      program,
      'inspect',
      'Shows one learner’s state and values; without a learner, the books of the store.',
      ['inspect --data tracker.sqlite', 'inspect 1f5e0c4c5b23 --data tracker.sqlite'],
    ).argument('[learner]', 'table id or dashboard id'),
  ).action(async (learner, options) => onExit(await inspect(learner, options, logger())));
}

/** Where figures are read from, and how. */
function withSource(command: Command): Command {
  return command
    .option('--data <file>', 'read the file of a run')
    .option('--config <file>', 'or compute from exports: course.json')
    .option('--exports <dir>', 'or compute from exports: the folder')
    .option('--course <id>', 'course id, where there are several')
    .option('--profile <name>', 'lak21 or standard (default: the course’s own)', profileOption)
    .option('--json', 'everything as JSON');
}
