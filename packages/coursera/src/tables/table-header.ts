import type { HeaderAliases, TableEntry, TableFailure, Tokenizer } from '../model.ts';
import { TABLE_DEFINITIONS } from './definitions.ts';
import { createHeadings, type Headings, tableNameOf } from './headings.ts';
import { otherTable } from './other-table.ts';
import type { TableDefinition } from './table-definition.ts';
import type { ArchiveEntry } from './zip-archive.ts';

/** How much of a table is kept for its header row. */
export const HEAD_BYTES = 256 * 1024;

export function definitionOf(table: string): TableDefinition {
  return TABLE_DEFINITIONS.get(table) ?? otherTable(table);
}

/** Reads the header row from the first bytes of a table. */
export async function readHeader(
  entry: ArchiveEntry,
  tokenizer: Tokenizer,
): Promise<TableEntry | TableFailure> {
  const name = tableNameOf(entry.path);
  const failure = (code: TableFailure['code'], reason: string): TableFailure => ({
    table: name,
    file: entry.path,
    code,
    reason: `${entry.path}: ${reason}`,
  });
  const records = [];
  for await (const chunk of tokenizer.records(once(entry.head))) records.push(...chunk);
  const header = records[0];
  if (header === undefined)
    return failure('empty_file', 'is empty; even a table without rows has a header row');
  // One record alone may have been cut where the first bytes end.
  if (entry.bytes > entry.head.length && records.length === 1) {
    return failure('unreadable', `the header row is longer than ${HEAD_BYTES} bytes`);
  }
  if (header.problem !== undefined)
    return failure('unreadable', `the header row is broken: ${header.problem.reason}`);
  return {
    name,
    file: entry.path,
    bytes: entry.bytes,
    typed: TABLE_DEFINITIONS.has(name),
    headings: header.fields.map((heading) => heading.trim()),
  };
}

export function headingsOf(table: TableEntry, partner: string | null, aliases: HeaderAliases): Headings {
  return createHeadings(table.headings, partner, aliases);
}

/** Null if the table has every column that is required. */
export function missingColumn(table: TableEntry, headings: Headings): TableFailure | null {
  const bound = definitionOf(table.name).bind(headings);
  if (typeof bound === 'function') return null;
  const found = table.headings.join(', ');
  return {
    table: table.name,
    file: table.file,
    code: 'missing_column',
    reason: `${table.file}: column ${bound.missing} is missing; headings found: ${found}`,
  };
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}
