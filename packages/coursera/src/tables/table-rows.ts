import type { BadRow, RowChunk, TableRow, TokenizedRecord } from '../model.ts';
import type { Headings } from './headings.ts';
import type { Reading, ReadRow } from './table-definition.ts';

type Extra = Readonly<Record<string, string>>;
const NO_EXTRA: Extra = Object.freeze({});

/** Most rows of a chunk; a block of short rows holds many. */
const CHUNK_ROWS = 2000;

/** Turns the records of one table, its header row included, into typed rows in chunks. */
export async function* tableRows(
  chunks: AsyncIterable<readonly TokenizedRecord[]>,
  read: ReadRow,
  headings: Headings,
  publish: readonly string[],
): AsyncGenerator<RowChunk<TableRow>> {
  const width = headings.found.length;
  const extraOf = createExtra(headings, publish);
  let next = 1;
  for await (const records of chunks) {
    for (let from = next; from < records.length; from += CHUNK_ROWS) {
      const rows: TableRow[] = [];
      const bad: BadRow[] = [];
      for (const record of records.slice(from, from + CHUNK_ROWS)) {
        const row = record.fields.length === width ? readWhole(record, read, extraOf) : null;
        if (row === null) bad.push(badRow(record, read, width));
        else rows.push(row);
      }
      yield { rows, bad };
    }
    next = 0;
  }
}

function readWhole(
  record: TokenizedRecord,
  read: ReadRow,
  extraOf: (fields: readonly string[]) => Extra,
): TableRow | null {
  if (record.problem !== undefined) return null;
  const { course, learnerId, key, row, factAt, fault } = read(record.fields);
  if (fault !== null || course === null || key === null || row === null) return null;
  return { line: record.line, course, learnerId, key, row, extra: extraOf(record.fields), factAt };
}

function badRow(record: TokenizedRecord, read: ReadRow, width: number): BadRow {
  const { line, original, problem, fields } = record;
  const reading = readSure(fields, read, width);
  const about = { line, original, key: reading.key, course: reading.course, learnerId: reading.learnerId };
  if (problem !== undefined) return { ...about, code: problem.code, reason: problem.reason };
  if (fields.length !== width) {
    return { ...about, code: 'wrong_column_count', reason: `${fields.length} columns instead of ${width}` };
  }
  const { fault } = reading;
  return { ...about, code: fault?.code ?? 'missing_value', reason: fault?.reason ?? 'a value is missing' };
}

const NOTHING: Pick<Reading, 'course' | 'learnerId' | 'key' | 'fault'> = {
  course: null,
  learnerId: null,
  key: null,
  fault: null,
};

/**
 * What can still be trusted of a bad row. One that is too short may have been cut in its last field; in one too
 * long, any column may have moved.
 */
function readSure(fields: readonly string[], read: ReadRow, width: number): typeof NOTHING {
  if (fields.length === width) return read(fields);
  return fields.length < width && fields.length > 1 ? read(fields.slice(0, -1)) : NOTHING;
}

function createExtra(headings: Headings, publish: readonly string[]): (fields: readonly string[]) => Extra {
  const columns = publish
    .map((name) => ({ heading: headings.canonical(name), at: headings.indexOf(headings.canonical(name)) }))
    .filter(({ at }) => at >= 0);
  if (columns.length === 0) return () => NO_EXTRA;
  return (fields) => Object.fromEntries(columns.map(({ heading, at }) => [heading, fields[at] ?? '']));
}
