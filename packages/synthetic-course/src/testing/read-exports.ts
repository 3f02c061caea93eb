import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { openPromise } from 'yauzl';
import { type ReadField, readBackslashCsv } from './backslash-csv.ts';

export type Row = Readonly<Record<string, ReadField>>;
export type Tables = ReadonlyMap<string, readonly Row[]>;

export interface ClickFile {
  readonly name: string;
  readonly kind: string;
  readonly day: string;
  readonly rows: readonly (readonly string[])[];
}

/** Tables of a zip by name without `.csv`. */
export async function readTables(path: string): Promise<Tables> {
  const tables = new Map<string, readonly Row[]>();
  for (const [name, text] of await readZip(path)) {
    const [columns, ...records] = readBackslashCsv(text);
    if (columns === undefined) throw new Error(`${name} is empty`);
    const rows = records.map((record) => {
      if (record.length !== columns.length) throw new Error(`${name}: a row of ${record.length} fields`);
      return Object.fromEntries(columns.map((column, index) => [column ?? '', record[index] ?? null]));
    });
    tables.set(name.replace(/\.csv$/, ''), rows);
  }
  return tables;
}

/** Texts of a zip's entries by name, and nothing else of them. */
export async function readZip(path: string): Promise<Map<string, string>> {
  const zip = await openPromise(path);
  const texts = new Map<string, string>();
  for await (const entry of zip.eachEntry()) {
    const pieces: Buffer[] = [];
    for await (const piece of await zip.openReadStreamPromise(entry)) pieces.push(Buffer.from(piece));
    texts.set(entry.fileName, Buffer.concat(pieces).toString('utf8'));
  }
  return texts;
}

export async function readClickFiles(folder: string): Promise<readonly ClickFile[]> {
  const names = (await readdir(folder)).sort();
  return Promise.all(names.map((name) => readClickFile(folder, name)));
}

async function readClickFile(folder: string, name: string): Promise<ClickFile> {
  const [, kind, day] = /^(access|video)-(\d{4}-\d{2}-\d{2})\S*\.csv\.gz$/.exec(name) ?? [];
  if (kind === undefined || day === undefined) throw new Error(`${name} is no clickstream file`);
  const text = gunzipSync(await readFile(join(folder, name))).toString('utf8');
  const rows = readBackslashCsv(text).map((fields) => fields.map((field) => field ?? ''));
  return { name, kind, day, rows };
}

/** Rows of a table; throws for a table that is not there. */
export function rowsOf(tables: Tables, name: string): readonly Row[] {
  const rows = tables.get(name);
  if (rows === undefined) throw new Error(`no table ${name} among ${[...tables.keys()].join(', ')}`);
  return rows;
}

/** How often each text occurs. */
export function countBy<T>(items: Iterable<T>, textOf: (item: T) => string): Map<string, number> {
  const counts = new Map<string, number>();
  for (const item of items) counts.set(textOf(item), (counts.get(textOf(item)) ?? 0) + 1);
  return counts;
}

/** A column of a table's rows; throws for a column that is not there. */
export function values(rows: readonly Row[], column: string): (string | null)[] {
  return rows.map((row) => {
    if (!(column in row)) throw new Error(`no column ${column} among ${Object.keys(row).join(', ')}`);
    return row[column] ?? null;
  });
}
