export { acceptHeldSnapshot } from './accept-held.ts';
export {
  type ClickReaderOptions,
  createClickReader,
  MOST_WORKERS,
} from './clicks/reading/create-click-reader.ts';
export * from './errors.ts';
export { type CycleReport, createExportCycle, type ExportCycle } from './export-api/cycle.ts';
export {
  DEFAULT_CYCLE_OPTIONS,
  type DownloadNews,
  type ExportCycleDeps,
  type ExportCycleOptions,
} from './export-api/deps.ts';
export { type FollowDeps, type Following, followExportApi } from './export-api/follow.ts';
export { DEFAULT_SCHEDULE, runOnSchedule, type ScheduleDeps } from './export-api/schedule.ts';
export { type OrderStatus, readOrderStatus } from './export-api/status.ts';
export * from './fetcher.ts';
export { eraseFromLedger, type LearnerToErase, reclaimLedger } from './ledger/erase-learner.ts';
export type { DeadRow } from './ledger/retakes.ts';
export * from './model.ts';
export * from './row-requests.ts';
export * from './run/file-notes.ts';
export * from './source/folder-source.ts';
export * from './telemetry.ts';
