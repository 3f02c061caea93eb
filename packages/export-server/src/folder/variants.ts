import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import { gunzipSync, gzipSync } from 'node:zlib';
import type { SchemaName } from '@learning-tracker/coursera';
import { ZipFile } from 'yazl';
import type { ExportFile } from './export-folder.ts';
import { schemaOf } from './schemas.ts';
import { openZip } from './zip-entries.ts';

/** Exports as a fault changes them; made when first asked for, and kept beside one another. Whole files in memory. */
export interface Variants {
  /** The zip with the tables of some schemas only, and with columns of other names; null leaves out nothing. */
  ofTables(zip: ExportFile, changes: TableChanges): Promise<string>;
  /** The clickstream file with the first half of its rows. */
  firstHalf(file: ExportFile): Promise<string>;
}

export interface TableChanges {
  readonly schemas: readonly SchemaName[] | null;
  /** Old name of a column to new one. */
  readonly headings: Readonly<Record<string, string>>;
}

export function createVariants(folder: string): Variants {
  /** A path of its own for each content, so that links to an older one stay good. */
  async function made(
    file: ExportFile,
    kind: string,
    make: (unfinished: string) => Promise<void>,
  ): Promise<string> {
    const digest = createHash('sha256')
      .update(JSON.stringify([file.path, file.bytes, file.modifiedAtMs, kind]))
      .digest('hex');
    const path = join(folder, digest);
    const exists = await readFile(path).then(
      () => true,
      () => false,
    );
    if (exists) return path;
    await mkdir(folder, { recursive: true });
    await make(`${path}.part`);
    await rename(`${path}.part`, path);
    return path;
  }

  return {
    ofTables: (zip, { schemas, headings }) =>
      made(zip, JSON.stringify([schemas?.toSorted() ?? null, headings]), async (unfinished) => {
        const changed = new ZipFile();
        for await (const entry of openZip(zip.path)) {
          if (schemas !== null && !schemas.includes(schemaOf(entry.name))) continue;
          const content = await buffer(await entry.read());
          changed.addBuffer(renamed(content, headings), entry.path, { mtime: entry.modifiedAt });
        }
        changed.end();
        await pipeline(changed.outputStream, createWriteStream(unfinished));
      }),
    firstHalf: (file) =>
      made(file, 'first half', async (unfinished) => {
        const text = gunzipSync(await readFile(file.path));
        await writeFile(unfinished, gzipSync(text.subarray(0, endOfHalf(text))));
      }),
  };
}

function renamed(csv: Buffer, headings: Readonly<Record<string, string>>): Buffer {
  const end = csv.indexOf('\n');
  if (end < 0) return csv;
  const header = csv
    .subarray(0, end)
    .toString('utf8')
    .replaceAll(/\w+/g, (name) => headings[name] ?? name);
  return Buffer.concat([Buffer.from(header), csv.subarray(end)]);
}

/** Where the record ends in which the middle lies; line breaks within quotes end no record. */
function endOfHalf(csv: Buffer): number {
  const [quote, escaping, lineEnd] = [0x22, 0x5c, 0x0a];
  let quoted = false;
  for (let at = 0; at < csv.length; at += 1) {
    const byte = csv[at];
    if (byte === escaping) at += 1;
    else if (byte === quote) quoted = !quoted;
    else if (byte === lineEnd && !quoted && at >= csv.length / 2) return at + 1;
  }
  return csv.length;
}
