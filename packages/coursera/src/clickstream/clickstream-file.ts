import { basename } from 'node:path';
import { classifyExportFile } from '../files/export-name.ts';
import { fileError } from '../files/failures.ts';
import { checkUnchanged, stampOf } from '../files/file-stamp.ts';
import { DEFAULT_LIMITS } from '../files/limits.ts';
import { CLICKSTREAM_COLUMNS, type ClickstreamFile, type ZipLimits } from '../model.ts';
import { createCsvTokenizer } from '../tokenizer/csv-tokenizer.ts';
import { createClickParser } from './click-parser.ts';
import { gunzipFile, verifyGzip } from './gzip-file.ts';
import { Occurrences } from './occurrences.ts';

/** The shortest row: empty fields, their delimiters and a line end. Bounds the table of repeats for odd files. */
const MIN_ROW_BYTES = CLICKSTREAM_COLUMNS.length;

/**
 * Opens one day of clickstream and verifies it whole: its gzip checksums and length, and that it stays within the
 * limits (`maxBytes`, `maxRatio`). A gzip of nothing is a valid file without rows.
 *
 * Throws TrackerError FILE_NAME_UNKNOWN, FILE_EMPTY, FILE_TRUNCATED, FILE_CORRUPT, FILE_TOO_LARGE, FILE_CHANGED
 * or FILE_UNREADABLE; `rows()` throws FILE_CHANGED if the file is no longer the one verified.
 */
export async function openClickstreamFile(
  path: string,
  options: { readonly limits?: Partial<ZipLimits> } = {},
): Promise<ClickstreamFile> {
  const name = classifyExportFile(path);
  if (name?.kind !== 'clickstream')
    throw fileError('FILE_NAME_UNKNOWN', path, 'is not the name of a clickstream file');
  const { stream: kind, day } = name;
  const stamp = await stampOf(path);
  const content = await verifyGzip(path, stamp, { ...DEFAULT_LIMITS, ...options.limits });
  await checkUnchanged(path, stamp);
  const maxRows = Math.min(content.lines, Math.ceil(content.bytes / MIN_ROW_BYTES));

  return {
    file: basename(path),
    kind,
    day,
    maxRows,
    async *rows({ publish = [] } = {}) {
      await checkUnchanged(path, stamp);
      const parser = createClickParser(kind, new Occurrences(maxRows), publish);
      for await (const records of createCsvTokenizer().records(gunzipFile(path))) yield parser.parse(records);
      await checkUnchanged(path, stamp);
    },
  };
}
