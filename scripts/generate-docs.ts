/**
 * Writes docs/errors.md from the tables of error codes, docs/telemetry.md from the runtime's definitions and
 * docs/services.md from the variables of the services, so that all are what the sources say.
 * `node scripts/generate-docs.ts --check` fails when a page on disk is not.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { telemetryPage } from '../packages/runtime/src/metric-definitions.ts';
import { type PackageErrors, readErrorCodes, sourcesOf } from './error-codes.ts';
import { servicesPage } from './services-page.ts';

const INTRODUCTION = `# Errors

Every error a person may meet has a stable code: in upper case those that end or refuse something (a command, a file, a
request), in lower case those of a single row or table, which is left out while the rest goes on. The message beside the
code says what happened and where. A row that could not be used is kept on the topic \`dead-letters\` with its code,
reason, file, line and content.

Made by \`node scripts/generate-docs.ts\` from the sources; "where" is the room below the package's \`src\`.
`;

const sources = sourcesOf('{packages,services}/*').filter(
  ({ path }) => !path.endsWith('/metric-definitions.ts'),
);
const isExported = (metric: string) => sources.some(({ text }) => text.includes(`'${metric}'`));

const pages: Record<string, string> = {
  'docs/errors.md': errorsPage(await readErrorCodes()),
  'docs/telemetry.md': telemetryPage(isExported),
  'docs/services.md': servicesPage(),
};

const check = process.argv.includes('--check');
for (const [path, text] of Object.entries(pages)) {
  const target = new URL(`../${path}`, import.meta.url);
  if (!check) writeFileSync(target, text);
  else if (!existsSync(target) || readFileSync(target, 'utf8') !== text) {
    process.stderr.write(`${path} is not what the sources say: run node scripts/generate-docs.ts\n`);
    process.exitCode = 1;
  }
}

function errorsPage(packages: readonly PackageErrors[]): string {
  const sections = packages.map(({ folder, codes }) => {
    const rows = codes.map(
      ({ code, meaning, rooms }) =>
        `| \`${code}\` | ${rooms.join(', ')} | ${meaning.replaceAll('|', '\\|')} |\n`,
    );
    return `\n## ${folder}\n\n| code | where | what it means, and what to do |\n|---|---|---|\n${rows.join('')}`;
  });
  return INTRODUCTION + sections.join('');
}
