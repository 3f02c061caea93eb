/**
 * Stable codes of the errors by which a whole file is refused, each with what to do about it. Errors of single
 * rows and tables are not thrown: see `BadRow` and `TableFailure`.
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
    'The file unpacks to more than the limits allow; if it is genuine, raise maxBytes or maxRatio.',
  FILE_UNREADABLE: 'The file could not be read; check that it exists and its permissions.',
  ZIP_UNSAFE_PATH: 'An entry would lie outside the archive; such a file does not come from Coursera.',
  ZIP_TOO_LARGE:
    'The archive unpacks to more than the limits allow; if it is genuine, raise maxBytes or maxRatio.',
  ZIP_TOO_MANY_ENTRIES:
    'The archive holds more entries than the limits allow; if it is genuine, raise maxEntries.',
  ZIP_UNSUPPORTED:
    'The archive is encrypted or packed by a method other than store and deflate; pack it again.',
  TOKENIZER_DISAGREES: 'This is a defect of the tokenizer: report it with the lines around the one named.',
} as const;

export type CourseraErrorCode = keyof typeof COURSERA_ERRORS;
