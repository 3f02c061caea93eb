import type { HttpDeps } from '@learning-tracker/coursera';
import type { Telemetry } from '@learning-tracker/runtime';
import type { ExportCycleDeps } from './export-api/deps.ts';
import type { FetchReport } from './model.ts';

/** Counts the files that a look was done with, and their rows; what waits is counted by a later look. */
export function countReport(telemetry: Telemetry, report: FetchReport): void {
  for (const { state, rows } of report.files) {
    if (state === 'waiting') continue;
    telemetry.count('learning_tracker_files_total', { outcome: state });
    for (const [outcome, count] of Object.entries(rows)) {
      if (count > 0) telemetry.count('learning_tracker_export_rows_total', { outcome }, count);
    }
  }
}

/** Counts requests to the export API, for its client. */
export function countRequests(telemetry: Telemetry): Pick<HttpDeps, 'onAnswer' | 'onRetry'> {
  return {
    onAnswer: (outcome) => telemetry.count('learning_tracker_export_api_requests_total', { outcome }),
    onRetry: () => telemetry.count('learning_tracker_export_api_retries_total', {}),
  };
}

/** Counts jobs and downloads, for the daily cycle. */
export function countCycle(telemetry: Telemetry): Required<Pick<ExportCycleDeps, 'onJob' | 'onDownload'>> {
  return {
    onJob: (kind, outcome) => telemetry.count('learning_tracker_export_jobs_total', { kind, outcome }),
    onDownload({ state, bytes }) {
      if (state !== 'done' && state !== 'failed') return;
      telemetry.count('learning_tracker_downloads_total', { outcome: state });
      if (state === 'done') telemetry.count('learning_tracker_download_bytes_total', {}, bytes);
    },
  };
}
