import { messageOf } from '@learning-tracker/runtime';
import type { ExportCycle } from './cycle.ts';
import { runOnSchedule, type ScheduleDeps } from './schedule.ts';

export interface FollowDeps extends Omit<ScheduleDeps, 'run'> {
  readonly cycle: Pick<ExportCycle, 'runOnce' | 'notes'>;
}

/** A cycle that runs at once and on its schedule. */
export interface Following {
  /** Goes on until aborted. Throws TypeError for a schedule that cannot be read. */
  run(signal: AbortSignal): Promise<void>;
  /** For readiness: why the last run came to nothing as a whole, and the orders that a person should look at. */
  notes(): readonly string[];
}

/** A run that fails is told; what it left, the next one goes on with. */
export function followExportApi(deps: FollowDeps): Following {
  const { cycle, logger } = deps;
  let failure: string | null = null;

  async function runOnce(signal: AbortSignal): Promise<void> {
    try {
      await cycle.runOnce(signal);
      failure = null;
    } catch (error) {
      if (!signal.aborted) failure = `the last run over the export API failed: ${messageOf(error)}`;
      throw error;
    }
  }

  return {
    async run(signal) {
      await runOnce(signal).catch((error: unknown) => {
        if (!signal.aborted) logger.error({ error }, 'the first run failed; the schedule goes on');
      });
      await runOnSchedule({ ...deps, run: () => runOnce(signal) }, signal);
    },
    notes: () => [...(failure === null ? [] : [failure]), ...cycle.notes()],
  };
}
