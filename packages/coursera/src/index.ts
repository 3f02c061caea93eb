export { openClickstreamFile } from './clickstream/clickstream-file.ts';
export * from './errors.ts';
export { fileChecksum } from './files/checksum.ts';
export { classifyExportFile, type ExportFileKind } from './files/export-name.ts';
export { DEFAULT_LIMITS } from './files/limits.ts';
export * from './model.ts';
export { openTablesZip } from './tables/tables-zip.ts';
export { type CsvTokenizerOptions, createCsvTokenizer } from './tokenizer/csv-tokenizer.ts';
export { parseTime } from './values/time.ts';
