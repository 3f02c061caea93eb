import { runOnSchedule } from '@learning-tracker/fetcher';
import {
  type CourseConfig,
  type Lifecycle,
  type Logger,
  systemClock,
  systemScheduler,
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
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly lifecycle: Lifecycle;
}

/** Fetches from the export API at once and on the schedule, until the lifecycle stops. */
export function followExportApi(options: FollowOptions): void {
  const { data: dataPath, schedule: pattern, timeZone, logger, lifecycle } = options;
  const stopping = new AbortController();
  const { signal } = stopping;
  const cycle = createEngineCycle({ ...options, dataPath, args: {}, signal });

  async function follow(): Promise<void> {
    const run = () => cycle.runOnce(signal);
    await run().catch((error: unknown) => {
      if (!signal.aborted) logger.error({ error }, 'fetching failed; the next time of the schedule goes on');
    });
    await runOnSchedule(
      { pattern, timeZone, clock: systemClock, scheduler: systemScheduler, logger, run },
      signal,
    );
  }

  const following = follow();
  following.catch((error: unknown) => void lifecycle.stop('the schedule cannot be followed', error));
  lifecycle.onStop('export API', async () => {
    stopping.abort(new Error('stopping'));
    await following.catch(() => {});
    cycle.close();
  });
}
