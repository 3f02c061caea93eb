import { randomUUID } from 'node:crypto';
import * as coursera from '@learning-tracker/coursera';
import { deploymentEnvironment, deploymentProblems, startOnDeployment } from '@learning-tracker/deployment';
import { type Service, serviceEnvironment } from '@learning-tracker/runtime';
import { operationsEnvironment } from '@learning-tracker/runtime/operations';
import { lead } from '@learning-tracker/storage';
import manifest from '../package.json' with { type: 'json' };
import { createClickReader } from './clicks/reading/create-click-reader.ts';
import { fetcherEnvironment } from './environment.ts';
import { runLeaderCycle } from './export-api/compose.ts';
import { exportCycleEnvironment, exportCycleProblems, followsExportApi } from './export-api/environment.ts';
import type { Following } from './export-api/follow.ts';
import { createFetcher } from './fetcher.ts';
import { fileNotes } from './run/file-notes.ts';
import { createFolderSource } from './source/folder-source.ts';
import { countReport } from './telemetry.ts';

const NAME = 'fetcher';

const environment = {
  ...serviceEnvironment,
  ...fetcherEnvironment,
  ...exportCycleEnvironment,
  ...operationsEnvironment,
  ...deploymentEnvironment,
} as const;

/** Composition of one fetcher; of several over one ledger the one with the lease works, the others wait. */
export const fetcherService: Service<typeof environment> = {
  name: NAME,
  version: manifest.version,
  purpose:
    'Publishes verified export files as facts on the log, and fetches them from the export API if it is given a login. Several may run over one ledger file: one works, the others wait.',
  environment,
  checks: [deploymentProblems, exportCycleProblems],
  async start(values, context) {
    const { telemetry, lifecycle } = context;
    const { deployment, starting, shared } = await startOnDeployment(NAME, values, context);

    const clicks = createClickReader({ ...deployment, readers: coursera, workers: values.workers });
    lifecycle.onStop('threads', clicks.close);
    const fetcher = createFetcher({
      ...deployment,
      ...shared,
      ledgerPath: values.ledgerFile,
      source: createFolderSource(values.exportsFolder),
      readers: coursera,
      clicks,
      courses: values.courses,
      isErased: (courseId, learnerId) => deployment.erasures.isErased({ courseId, learnerId }),
      erasuresKnown: deployment.erasures.size,
      mayWork: () => leader.isLeading(),
    });
    lifecycle.onStop('fetcher', fetcher.close);

    async function watch(signal: AbortSignal): Promise<void> {
      if (signal.aborted) return;
      const stop = () => void fetcher.stop();
      signal.addEventListener('abort', stop, { once: true });
      await fetcher.watch({
        intervalMs: values.lookIntervalMs,
        onReport: (report) => countReport(telemetry, report),
      });
    }

    let following: Following | null = null;

    /** Beside the watching, which takes what comes into the folder by other ways, too. */
    async function follow(signal: AbortSignal): Promise<void> {
      if (!followsExportApi(values)) return;
      const deps = {
        ...shared,
        values,
        courses: values.courses,
        folder: values.exportsFolder,
        ledgerPath: values.ledgerFile,
        mayWork: () => leader.isLeading(),
        publish: () => fetcher.runOnce(),
      };
      try {
        await runLeaderCycle(deps, signal, (begun) => {
          following = begun;
        });
      } finally {
        following = null;
      }
    }

    const leader = lead(
      {
        leases: deployment.store.leases,
        name: NAME,
        owner: randomUUID(),
        work: async (signal) => {
          await Promise.all([watch(signal), follow(signal)]);
        },
        onChange: (leading) => telemetry.set('learning_tracker_fetcher_leading', {}, leading ? 1 : 0),
        ...shared,
        now: () => performance.now(),
      },
      (error) => void lifecycle.stop('fetching failed', error),
    );
    lifecycle.onStop('lead', leader.stop);
    telemetry.set('learning_tracker_fetcher_leading', {}, 0);
    starting.done([
      {
        failure: 'the readiness check failed',
        check: async () => {
          const trouble = leader.trouble();
          return {
            reasons: trouble === null ? [] : ['the store does not say who leads'],
            notes: leader.isLeading()
              ? [...fileNotes(fetcher.status()), ...(following?.notes() ?? [])]
              : ['another fetcher works; this one waits'],
          };
        },
      },
    ]);
  },
};
