import { connectExportApi, createDownloader } from '@learning-tracker/coursera';
import type { Clock, CourseConfig, Logger, Scheduler, Telemetry } from '@learning-tracker/runtime';
import { countCycle, countRequests } from '../telemetry.ts';
import { createExportCycle } from './cycle.ts';
import { cycleOptionsOf, type ExportCycleValues } from './environment.ts';
import { type Following, followExportApi } from './follow.ts';

export interface LeaderCycleDeps {
  readonly values: ExportCycleValues;
  readonly courses: readonly CourseConfig[];
  /** Where downloads go; the source of the fetcher that publishes them. */
  readonly folder: string;
  readonly ledgerPath: string;
  readonly clock: Clock;
  readonly scheduler: Scheduler;
  readonly logger: Logger;
  readonly telemetry: Telemetry;
  mayWork(): boolean;
  publish(): Promise<unknown>;
}

/**
 * The daily cycle of one leadership: client, downloads and ledger of its own, all of which end with the signal.
 *
 * @param onBegin is given what readiness asks while it goes on
 */
export async function runLeaderCycle(
  deps: LeaderCycleDeps,
  signal: AbortSignal,
  onBegin: (following: Following) => void,
): Promise<void> {
  const { values, telemetry } = deps;
  const { api } = connectExportApi(values, { ...deps, signal, ...countRequests(telemetry) });
  const cycle = createExportCycle({
    ...deps,
    ...countCycle(telemetry),
    api,
    downloader: createDownloader({ ...deps, signal, concurrency: values.downloadsAtOnce }),
    options: cycleOptionsOf(values),
  });
  const following = followExportApi({ ...deps, cycle, pattern: values.schedule, timeZone: values.timeZone });
  onBegin(following);
  try {
    await following.run(signal);
  } finally {
    cycle.close();
  }
}
