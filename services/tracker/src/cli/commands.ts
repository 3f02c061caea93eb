import type { EnvironmentSource, Logger } from '@learning-tracker/runtime';
import type { Command } from 'commander';
import { countOption, workersOption } from './options.ts';

/** What the registration of a group of commands is given. */
export interface Registration {
  readonly program: Command;
  readonly logger: () => Logger;
  readonly env: EnvironmentSource;
  /** Told the exit code of a command that ends. */
  readonly onExit: (code: number) => void;
}

/** Adds a command whose help ends with examples. @param examples what stands after `npx tracker` */
export function addCommand(
  parent: Command,
  name: string,
  description: string,
  examples: readonly string[],
): Command {
  return parent
    .command(name)
    .description(description)
    .exitOverride()
    .addHelpText(
      'after',
      `\nExamples:\n${examples.map((example) => `  $ npx tracker ${example}`).join('\n')}`,
    );
}

export function withFileOptions(command: Command): Command {
  return command
    .option(
      '--workers <n>',
      'threads that read clickstream files; 0: none but the main one (default: the cores but one, 1 to 4)',
      workersOption,
    )
    .option('--max-unpacked <MiB>', 'refuse a file that unpacks to more (default: 65536)', countOption)
    .option(
      '--max-ratio <n>',
      'refuse a file that grows more than n times by unpacking (default: 200)',
      countOption,
    );
}
