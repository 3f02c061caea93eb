import { globSync, readFileSync } from 'node:fs';
import { basename, dirname, relative } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

export interface ErrorCode {
  readonly code: string;
  /** What it means and what to do about it. */
  readonly meaning: string;
  /** Rooms of the package whose sources give it: folders below src, or files in it. */
  readonly rooms: readonly string[];
}

export interface PackageErrors {
  /** `packages/…` or `services/…` */
  readonly folder: string;
  readonly codes: readonly ErrorCode[];
}

export interface Source {
  readonly path: string;
  /** Without type declarations, which name codes but give none. */
  readonly text: string;
}

/** All codes of the `…_ERRORS` tables in `errors.ts` or `error-codes.ts` of every package and service. */
export async function readErrorCodes(): Promise<readonly PackageErrors[]> {
  const files = globSync('{packages,services}/*/src/{errors,error-codes}.ts', { cwd: ROOT }).sort();
  const packages: PackageErrors[] = [];
  for (const file of files) {
    const folder = dirname(dirname(file)).replaceAll('\\', '/');
    const exported: Record<string, unknown> = await import(pathToFileURL(`${ROOT}/${file}`).href);
    const tables = Object.entries(exported).filter(([name]) => name.endsWith('_ERRORS'));
    if (tables.length === 0) continue;
    const sources = sourcesOf(folder);
    const codes = tables.flatMap(([, table]) => entriesOf(table));
    packages.push({
      folder,
      codes: codes.map(([code, meaning]) => ({ code, meaning, rooms: roomsOf(code, sources, folder) })),
    });
  }
  return packages;
}

/** Sources that may give an error: no tests, no test support, and not the tables themselves. */
export function sourcesOf(folder: string): readonly Source[] {
  return globSync(`${folder}/src/**/*.ts`, { cwd: ROOT })
    .map((path) => path.replaceAll('\\', '/'))
    .filter((path) => !/\.test\.ts$|\/(testing|test-support)\/|\/(errors|error-codes)\.ts$/.test(path))
    .sort()
    .map((path) => ({ path, text: withoutTypes(readFileSync(`${ROOT}/${path}`, 'utf8')) }));
}

function withoutTypes(text: string): string {
  return text.replaceAll(/^(export )?type [^;]*;/gm, '').replaceAll(/^\s*readonly \w+\??:[^;]*;/gm, '');
}

function entriesOf(table: unknown): [string, string][] {
  if (typeof table !== 'object' || table === null) throw new TypeError('a table of errors is no object');
  return Object.entries(table).map(([code, meaning]) => [code, String(meaning)]);
}

function roomsOf(code: string, sources: readonly Source[], folder: string): string[] {
  const rooms = sources
    .filter(({ text }) => text.includes(`'${code}'`))
    .map(({ path }) => relative(`${folder}/src`, path).replaceAll('\\', '/'))
    .map((path) => (path.includes('/') ? (path.split('/')[0] ?? path) : basename(path)));
  return [...new Set(rooms)].sort();
}
