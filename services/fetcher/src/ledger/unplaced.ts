import { numberOf, type SqlRow, textOf } from './columns.ts';
import type { Database } from './database.ts';

/** How a row names its course: by a column or heading of a table, or, in a click, by the id of course or branch. */
export interface CourseName {
  readonly by: 'course' | 'branch' | 'slug' | 'click';
  readonly id: string;
}

/** Rows of one table or clickstream file whose course was not known, or not configured, when they were read. */
export interface Unplaced extends CourseName {
  /** Table, or kind of clickstream. */
  readonly stream: string;
  /** What became of the rows. */
  readonly outcome: 'dead' | 'foreign';
  /** Clicks: rows in the books of the file under `outcome`. Tables are counted anew whenever they are read. */
  readonly rows: number;
  /** Clicks: rows in the books as erased. */
  readonly erased: number;
}

export type UnplacedLedger = ReturnType<typeof createUnplacedLedger>;

/** Remembers which files hold rows of courses that may become known later, so that they can be taken again. */
export function createUnplacedLedger({ sql }: Database) {
  const nextName = sql.prepare(
    `SELECT named_by, name FROM ledger_unplaced WHERE (named_by, name) > (?, ?)
     ORDER BY named_by, name LIMIT 1`,
  );
  const naming = sql.prepare('SELECT checksum FROM ledger_unplaced WHERE named_by = ? AND name = ?');
  const ofFile = sql.prepare('SELECT * FROM ledger_unplaced WHERE checksum = ?');
  const set = sql.prepare('INSERT OR REPLACE INTO ledger_unplaced VALUES (?, ?, ?, ?, ?, ?, ?)');
  const remove = sql.prepare(
    'DELETE FROM ledger_unplaced WHERE checksum = ? AND stream = ? AND named_by = ? AND name = ?',
  );

  return {
    /** Each name once, whatever the number of files. */
    names(): CourseName[] {
      const names: CourseName[] = [];
      let row = nextName.get('', '');
      while (row !== undefined) {
        const name = nameOf(row);
        names.push(name);
        row = nextName.get(name.by, name.id);
      }
      return names;
    },
    /** Checksums of the files with rows of that name. */
    filesNaming({ by, id }: CourseName): string[] {
      return naming.all(by, id).map((row) => textOf(row, 'checksum'));
    },
    ofFile(checksum: string): Unplaced[] {
      return ofFile.all(checksum).map((row) => {
        const outcome = row.outcome === 'dead' ? 'dead' : 'foreign';
        const stream = textOf(row, 'stream');
        return {
          ...nameOf(row),
          stream,
          outcome,
          rows: numberOf(row, 'rows'),
          erased: numberOf(row, 'erased'),
        };
      });
    },
    set(checksum: string, { stream, by, id, outcome, rows, erased }: Unplaced): void {
      set.run(checksum, stream, by, id, outcome, rows, erased);
    },
    remove(checksum: string, placed: readonly Unplaced[]): void {
      for (const { stream, by, id } of placed) remove.run(checksum, stream, by, id);
    },
  };
}

const BY = ['course', 'branch', 'slug', 'click'] as const;

function nameOf(row: SqlRow): CourseName {
  const by = BY.find((name) => name === row.named_by);
  if (by === undefined) throw new TypeError('ledger_unplaced holds an unknown kind of name');
  return { by, id: textOf(row, 'name') };
}
