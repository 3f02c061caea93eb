export { EXPORT_SERVER_ERRORS } from './errors.ts';
export { createExportServer, type ExportServer } from './export-server.ts';
export { FAULT_NAMES, type FaultName, type FaultRules, type HowOften } from './faults/faults.ts';
export { parseFaults } from './faults/parse-faults.ts';
export type { KnownCourse } from './folder/known-courses.ts';
export type { StubJob } from './jobs/jobs.ts';
export type { ExportServerOptions } from './options.ts';
