import { createWriteStream } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { gzipSync } from 'node:zlib';
import yazl from 'yazl';

/** Quoted, comma-separated, backslash escapes: the dialect of exports. */
export function csv(rows: readonly (readonly string[])[]): string {
  const field = (text: string) => (text === '' ? '' : `"${text.replaceAll(/(["\\])/g, '\\$1')}"`);
  return rows.map((row) => `${row.map(field).join(',')}\n`).join('');
}

export async function writeTablesZip(folder: string, name: string, tables: Readonly<Record<string, string>>) {
  const zip = new yazl.ZipFile();
  for (const [table, text] of Object.entries(tables)) zip.addBuffer(Buffer.from(text), `${table}.csv`);
  zip.end();
  await pipeline(zip.outputStream, createWriteStream(join(folder, name)));
}

export async function writeClickstream(folder: string, name: string, rows: readonly (readonly string[])[]) {
  await writeFile(join(folder, name), gzipSync(csv(rows)));
}
