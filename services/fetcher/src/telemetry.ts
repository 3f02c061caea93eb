import type { Telemetry } from '@learning-tracker/runtime';
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
