import { basename } from 'node:path';
import { TrackerError } from '@learning-tracker/runtime';
import { classifyExportFile } from '../files/export-name.ts';
import { fileError } from '../files/failures.ts';
import { checkUnchanged, stampOf } from '../files/file-stamp.ts';
import { DEFAULT_LIMITS } from '../files/limits.ts';
import type { HeaderAliases, TableEntry, TableFailure, TablesZip, ZipLimits } from '../model.ts';
import { createCsvTokenizer } from '../tokenizer/csv-tokenizer.ts';
import { detectPartner } from './headings.ts';
import { definitionOf, HEAD_BYTES, headingsOf, missingColumn, readHeader } from './table-header.ts';
import { tableRows } from './table-rows.ts';
import { type ArchiveEntry, openArchive } from './zip-archive.ts';

export interface TablesZipOptions {
  readonly limits?: Partial<ZipLimits>;
  /** Beside the built-in aliases, by canonical heading (`user_id` for `<p>_user_id`). */
  readonly aliases?: HeaderAliases;
}

/**
 * Opens a table export and verifies it whole: every entry's size and CRC-32, no path outside, limits, header rows.
 * Tables that cannot be used stand in `failures`; the others can be read until `close`.
 *
 * Throws TrackerError FILE_NAME_UNKNOWN, FILE_EMPTY, FILE_TRUNCATED, FILE_CORRUPT, FILE_CHANGED, FILE_UNREADABLE,
 * ZIP_UNSAFE_PATH, ZIP_TOO_LARGE, ZIP_TOO_MANY_ENTRIES or ZIP_UNSUPPORTED; `rows()` throws FILE_CHANGED if the
 * file is no longer the one verified.
 */
export async function openTablesZip(path: string, options: TablesZipOptions = {}): Promise<TablesZip> {
  if (classifyExportFile(path)?.kind !== 'tables')
    throw fileError('FILE_NAME_UNKNOWN', path, 'is not the name of a zip');
  const aliases = options.aliases ?? {};
  const stamp = await stampOf(path);
  const archive = await openArchive(path, stamp, { ...DEFAULT_LIMITS, ...options.limits }, HEAD_BYTES);
  const tokenizer = createCsvTokenizer();
  const files = archive.entries.filter((entry) => !isHidden(entry.path));
  const sources = new Map<TableEntry, ArchiveEntry>();
  const failures: TableFailure[] = [];
  try {
    for (const entry of files.filter(({ path }) => /\.csv$/i.test(path))) {
      const header = await readHeader(entry, tokenizer);
      if ('reason' in header) failures.push(header);
      else sources.set(header, entry);
    }
    await checkUnchanged(path, stamp);
  } catch (error) {
    archive.close();
    throw error;
  }
  const partner = detectPartner([...sources.keys()]);
  for (const failure of unusable([...sources.keys()], (table) =>
    missingColumn(table, headingsOf(table, partner, aliases)),
  )) {
    failures.push(failure.failure);
    sources.delete(failure.table);
  }

  return {
    file: basename(path),
    snapshotAt: snapshotTime(path, files.length > 0 ? files : archive.entries),
    tables: [...sources.keys()],
    failures,
    async *rows(table, { publish = [] } = {}) {
      const source = sources.get(table);
      const headings = headingsOf(table, partner, aliases);
      const read = definitionOf(table.name).bind(headings);
      if (source === undefined || typeof read !== 'function') {
        throw new TrackerError(
          'FILE_UNREADABLE',
          `${table.file} is no readable table of ${basename(path)}`,
          'Read the tables listed in `tables`.',
        );
      }
      await checkUnchanged(path, stamp);
      yield* tableRows(tokenizer.records(source.read()), read, headings, publish);
      await checkUnchanged(path, stamp);
    },
    async close() {
      archive.close();
    },
  };
}

/** `__MACOSX/` and names that begin with a dot, anywhere in the path, are no part of an export. */
function isHidden(path: string): boolean {
  return path.split('/').some((part) => part === '__MACOSX' || part.startsWith('.'));
}

/** Tables with a required column missing, and tables that occur twice, of which neither can be trusted. */
function* unusable(tables: readonly TableEntry[], check: (table: TableEntry) => TableFailure | null) {
  for (const table of tables) {
    const twin = tables.find((other) => other !== table && other.name === table.name);
    const failure: TableFailure | null =
      twin === undefined
        ? check(table)
        : {
            table: table.name,
            file: table.file,
            code: 'unreadable',
            reason: `${table.file}: ${twin.file} is the same table`,
          };
    if (failure !== null) yield { table, failure };
  }
}

/** 13 digits (epoch milliseconds) that end the zip's name, else the time of its newest entry. */
function snapshotTime(path: string, entries: readonly ArchiveEntry[]): number {
  const digits = /(\d{13})\.zip$/i.exec(basename(path))?.[1];
  const named = Number(digits) * 1000;
  if (Number.isSafeInteger(named)) return named;
  return entries.reduce((newest, entry) => Math.max(newest, entry.modifiedAt), 0);
}
