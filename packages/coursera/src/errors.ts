/**
 * Stable codes of the errors by which a whole file is refused, each with what to do about it (docs/errors.md).
 * Errors of single rows and tables are not thrown: see `BadRow` and `TableFailure`.
 */
export const COURSERA_ERRORS = {
  FILE_NAME_UNKNOWN:
    'The name is not that of an export file; expected access-YYYY-MM-DD….csv.gz, video-YYYY-MM-DD….csv.gz or ….zip.',
  FILE_EMPTY: 'The file holds nothing; download it again.',
  FILE_TRUNCATED:
    'The end of the file is missing: it is still being written or the download broke off. Wait or download it again.',
  FILE_CORRUPT: 'The content does not match its checksum or format; download it again.',
  FILE_CHANGED: 'The file changed while it was read; it is taken once it rests.',
  FILE_TOO_LARGE:
    'The file unpacks to more than the limits allow; if it is genuine, raise maxBytes (--max-unpacked) or maxRatio (--max-ratio).',
  FILE_UNREADABLE: 'The file could not be read; check that it exists and its permissions.',
  ZIP_UNSAFE_PATH: 'An entry would lie outside the archive; such a file does not come from Coursera.',
  ZIP_TOO_LARGE:
    'The archive unpacks to more than the limits allow; if it is genuine, raise maxBytes (--max-unpacked) or maxRatio (--max-ratio).',
  ZIP_TOO_MANY_ENTRIES:
    'The archive holds more entries than the limits allow; if it is genuine, raise maxEntries.',
  ZIP_UNSUPPORTED:
    'The archive is encrypted or packed by a method other than store and deflate; pack it again.',
  TOKENIZER_DISAGREES: 'This is a defect of the tokenizer: report it with the lines around the one named.',
} as const;

export type CourseraErrorCode = keyof typeof COURSERA_ERRORS;

/** Why a table of an otherwise good zip cannot be used. */
export const TABLE_ERRORS = {
  missing_column:
    'A column that metrics need is not among the headings of a table. If it has a new heading, name that in headerAliases of course.json; the table is then tried again.',
  empty_file:
    'A table is an empty file; even a table without rows has a header row. Wait for the next export, or ask for it again.',
  unreadable: 'The header row of a table cannot be read. Wait for the next export, or ask for it again.',
} as const;

export type TableErrorCode = keyof typeof TABLE_ERRORS;

/** Why a row cannot be used; it is a dead letter, the other rows of its file count. */
export const ROW_ERRORS = {
  bad_time:
    'A time of the row is none (YYYY-MM-DD HH:MM:SS with up to six decimals). Single rows may be left; where a whole column is so, the format has changed: report it.',
  bad_number:
    'A number of the row is none, or out of range. Single rows may be left; where a whole column is so, the format has changed: report it.',
  bad_boolean:
    'A yes or no of the row is neither t, f, true, false, 1 nor 0. Single rows may be left; where a whole column is so, the format has changed: report it.',
  missing_value:
    'A value that the row needs is empty. Single rows may be left; where a whole column is so, the format has changed: report it.',
  wrong_column_count:
    'The row has another number of columns than the header, or than a clickstream row has. Look at it: an unescaped quote or comma is the usual cause.',
  bad_encoding: 'The row is not UTF-8. Export again; if it stays so, report the row to Coursera.',
  bad_quoting:
    'The quotes of the row do not match. Export again; if it stays so, report the row to Coursera.',
  bad_json:
    'The value column of a click is not JSON. Export again; if it stays so, report the row to Coursera.',
} as const;

export type RowErrorCode = keyof typeof ROW_ERRORS;

/** Why the export API, its login or a download did not give what was asked for. */
export const EXPORT_API_ERRORS = {
  EXPORT_API_UNAVAILABLE:
    'The export API gave no answer, or said that it has trouble, several times in a row. Nothing has to be done unless it stays so; the next run asks again.',
  EXPORT_API_LIMIT:
    'The export API allows no more requests at present, often for one course. The message is the API’s own; the next run asks again.',
  EXPORT_API_REFUSED:
    'The export API refused the request; the message is its own. Correct what it names: ids, dates, schemas, or an export of the same kind that is already being made.',
  EXPORT_API_UNAUTHORIZED:
    'The export API does not accept the login, also after renewing it. Run `tracker auth login`, or give fresh credentials in the environment.',
  EXPORT_API_FORBIDDEN:
    'This account may not have that export. It must be a data coordinator of the partner, or an instructor for isolated exports of the own course; ask the partner’s data coordinator, then run `tracker auth login` with that account.',
  EXPORT_API_NOT_FOUND: 'The export API knows no such job or course. Check the id or slug.',
  EXPORT_API_ANSWER_UNKNOWN:
    'The export API answered in a form that this program does not know. Check COURSERA_API_URL; if it is right, the API has changed: report it.',
  COURSERA_LOGIN_NEEDED:
    'There is no login for the export API. Run `tracker auth login`, or set COURSERA_REFRESH_TOKEN (or COURSERA_ACCESS_TOKEN) in the environment.',
  COURSERA_LOGIN_FAILED:
    'The login did not come to an end: it was refused, took too long, or the answer was not meant for it. Run `tracker auth login` again and check client id, secret and the redirect URI registered for them.',
  COURSERA_TOKEN_FILE_UNUSABLE:
    'The file with the login cannot be read or written. Check its permissions, or remove it and run `tracker auth login`.',
  DOWNLOAD_LINK_EXPIRED:
    'A download link is no longer valid, and no fresh one was to be had. The next run asks for it anew.',
  DOWNLOAD_FAILED:
    'A download did not come to its end after several attempts. What is there is kept, and the next run goes on from it.',
  DOWNLOAD_CORRUPT:
    'A download does not have the length or checksum that the server names, twice in a row. It was removed; the next run tries again. If it stays so, report it to Coursera.',
  DOWNLOAD_DISK_FULL:
    'There is no space left for a download. Free some; what is there is kept, and the next run goes on from it.',
  DOWNLOAD_NAME_UNUSABLE: 'A download link ends in no usable file name. Report it to Coursera.',
} as const;

export type ExportApiErrorCode = keyof typeof EXPORT_API_ERRORS;
