import { globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createProgram } from '../../services/tracker/src/cli/program.ts';

export const ROOT = fileURLToPath(new URL('../../', import.meta.url));

export interface Page {
  /** Path from the root of the repository. */
  readonly path: string;
  readonly text: string;
}

/** The pages a reader of the repository begins with. */
export function readPages(): readonly Page[] {
  return globSync(['*.md', 'docs/*.md'], { cwd: ROOT })
    .sort()
    .map((path) => ({ path, text: readFileSync(join(ROOT, path), 'utf8') }));
}

/** Targets of links to files, from the root of the repository, without the part after `#`. */
export function linksOf({ path, text }: Page): string[] {
  return [...text.matchAll(/\]\(([^)\s]+)\)/g)]
    .map(([, target = '']) => target)
    .filter((target) => !/^[a-z]+:/.test(target))
    .map((target) => join(dirname(path), target.replace(/#.*$/, '')));
}

/** Paths and globs of this repository in code spans. */
export function pathsOf(text: string): string[] {
  return [...text.matchAll(/`([^`\s]+)[^`]*`/g)]
    .map(([, span = '']) => span)
    .filter((span) => /^(packages|services|test|scripts|schemas|docs)\//.test(span));
}

export interface Law {
  readonly number: string;
  readonly paths: readonly string[];
}

/** The table of laws with the paths of its last column. */
export function lawsOf({ text }: Page): readonly Law[] {
  return [...text.matchAll(/^\| (\d+) \|.*\| ([^|]+) \|$/gm)].map(([, number = '', held = '']) => ({
    number,
    paths: pathsOf(held),
  }));
}

/** What stands after `npx tracker` in the pages and in the examples of `--help`, each once. */
export function documentedCommands(): readonly string[] {
  const texts = [...readPages().map(({ text }) => text), ...helpTexts()];
  const commands = texts.flatMap((text) => [
    ...text.matchAll(/^(?: {2}\$ )?npx tracker (.+)$/gm),
    ...text.matchAll(/`npx tracker ([^`]+)`/g),
  ]);
  const words = commands.map(([, command = '']) => command.trim());
  return [...new Set(words)].filter((command) => !command.startsWith('COMMAND'));
}

function helpTexts(): string[] {
  return withSubcommands(createProgram(() => {})).map((command) => {
    let text = '';
    command.configureOutput({
      writeOut: (part) => {
        text += part;
      },
    });
    command.outputHelp();
    return text;
  });
}

function withSubcommands({ commands }: ReturnType<typeof createProgram>): ReturnType<typeof createProgram>[] {
  return commands.flatMap((command) => [command, ...withSubcommands(command)]);
}
