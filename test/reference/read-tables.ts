import { readdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { openPromise } from 'yauzl';
import { readCsv } from './read-csv.ts';

/** One table of a snapshot: its headings and its rows as text. */
export interface Table {
  readonly headings: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** All files below a folder, as paths in a fixed order. */
export async function filesBelow(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}

/**
 * The tables of the zips below a folder, by file name without `.csv`. A table that stands in several snapshots is
 * taken from the newest that has it: a missing table says nothing about its rows, an empty file is a failed one.
 */
export async function readTables(folder: string): Promise<Map<string, Table>> {
  const zips = (await filesBelow(folder)).filter((path) => path.endsWith('.zip'));
  const snapshots = await Promise.all(zips.map(readSnapshot));
  snapshots.sort((a, b) => a.snapshotAtMs - b.snapshotAtMs);
  const tables = new Map<string, Table>();
  for (const snapshot of snapshots) {
    for (const [name, table] of snapshot.tables) tables.set(name, table);
  }
  return tables;
}

/** Snapshot time: the 13 digits that end the zip's name, else its newest entry. */
async function readSnapshot(path: string): Promise<{ snapshotAtMs: number; tables: Map<string, Table> }> {
  const tables = new Map<string, Table>();
  let newestEntryMs = 0;
  const zip = await openPromise(path, { lazyEntries: true, autoClose: false });
  try {
    for await (const entry of zip.eachEntry()) {
      const name = basename(entry.fileName);
      if (entry.fileName.startsWith('__MACOSX/') || name.startsWith('.')) continue;
      newestEntryMs = Math.max(newestEntryMs, entry.getLastModDate({ timezone: 'UTC' }).getTime());
      if (!name.endsWith('.csv')) continue;
      const text = (await buffer(await zip.openReadStreamPromise(entry))).toString('utf8');
      const [headings, ...rows] = readCsv(text);
      if (headings === undefined) continue;
      tables.set(name.slice(0, -'.csv'.length), {
        headings: headings.map((heading) => heading.trim()),
        rows: rows.filter((row) => row.length === headings.length),
      });
    }
  } finally {
    zip.close();
  }
  const digits = /(\d{13})\.zip$/.exec(path)?.[1];
  return { snapshotAtMs: digits === undefined ? newestEntryMs : Number(digits), tables };
}
