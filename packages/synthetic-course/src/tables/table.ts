import { type Field, record } from '../dialect/record.ts';
import type { Micros } from '../time.ts';
import type { World } from '../world.ts';

/** A table of the export: how its file is called, its columns, and the rows that were known at a moment. */
export interface Table {
  /** File name without `.csv`. */
  readonly name: string;
  readonly columns: readonly string[];
  /** What stands, unquoted, for null; exports do it both ways. */
  readonly nullText: '' | 'NA';
  readonly rows: () => Iterable<readonly Field[]>;
}

/** Makes a table as it was at `snapshotAt`: only what had happened by then. */
export type TableMaker = (world: World, snapshotAt: Micros) => Table;

export function* tableText(table: Table): Iterable<string> {
  yield record(table.columns);
  for (const row of table.rows()) {
    if (row.length !== table.columns.length) {
      throw new RangeError(
        `${table.name}: a row of ${row.length} fields for ${table.columns.length} columns`,
      );
    }
    yield record(row, table.nullText);
  }
}

/** A table with no more to say than its columns and rows. */
export function table(
  name: string,
  columns: readonly string[],
  rows: () => Iterable<readonly Field[]>,
  nullText: '' | 'NA' = '',
): Table {
  return { name, columns, rows, nullText };
}

export function flag(value: boolean): string {
  return value ? 't' : 'f';
}
