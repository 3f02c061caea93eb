import { type Following, followExportApi } from '@learning-tracker/fetcher';
import {
  type CourseConfig,
  type Lifecycle,
  type Logger,
  systemClock,
  systemScheduler,
  type Telemetry,
} from '@learning-tracker/runtime';
import type { Engine } from '../engine/engine.ts';
import { createEngineCycle } from './cycle.ts';

export interface FollowOptions {
  readonly engine: Engine;
  readonly courses: readonly CourseConfig[];
  /** The engine's file, which holds the ledger. */
  readonly data: string;
  readonly folder: string;
  readonly schedule: string;
  readonly timeZone: string;
  readonly logger: Logger;
  readonly telemetry: Telemetry;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly lifecycle: Lifecycle;
}

/** Fetches from the export API at once and on the schedule, until the lifecycle stops. */
export function followForEngine(options: FollowOptions): Pick<Following, 'notes'> {
  const { data: dataPath, schedule: pattern, timeZone, logger, lifecycle } = options;
  const stopping = new AbortController();
  const { signal } = stopping;
  const cycle = createEngineCycle({ ...options, dataPath, args: {}, signal });
  const deps = { cycle, pattern, timeZone, clock: systemClock, scheduler: systemScheduler, logger };
  const following = followExportApi(deps);
  const running = following.run(signal);
  running.catch((error: unknown) => void lifecycle.stop('the schedule cannot be followed', error));
  lifecycle.onStop('export API', async () => {
    stopping.abort(new Error('stopping'));
    await options.engine.fetcher.stop();
    await running.catch(() => {});
    cycle.close();
  });
  return following;
}
