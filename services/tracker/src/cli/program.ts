import {
  createLogger,
  type EnvironmentSource,
  LOG_LEVELS,
  type Logger,
  type LogLevel,
} from '@learning-tracker/runtime';
import { Command, Option } from 'commander';
import manifest from '../../package.json' with { type: 'json' };
import type { Registration } from './commands.ts';
import { addCourseCommands } from './course-commands.ts';
import { addExportApiCommands } from './export-api-commands.ts';
import { addOperatorCommands } from './operator-commands.ts';
import { addRunningCommands } from './running-commands.ts';

/**
 * The command line. `onExit` gets the code of a command that ends; `run` and `demo` go on until stopped.
 *
 * @param env names the deployment that operators' commands work on without `--data`
 */
export function createProgram(onExit: (code: number) => void, env: EnvironmentSource = {}): Command {
  const program = new Command('tracker')
    .description('Turns Coursera research exports into twelve engagement metrics for every learner.')
    .version(manifest.version)
    .addOption(
      new Option('--log-level <level>', 'how much to log on standard error')
        .choices(LOG_LEVELS)
        .default('warn'),
    )
    .exitOverride()
    .showHelpAfterError('(tracker --help, or tracker COMMAND --help, shows what is possible)');
  const logger = (): Logger =>
    createLogger({ name: 'tracker', level: program.opts<{ logLevel: LogLevel }>().logLevel });
  const registration: Registration = { program, logger, env, onExit };
  addCourseCommands(registration);
  addRunningCommands(registration);
  addExportApiCommands(registration);
  addOperatorCommands(registration);
  return program;
}
