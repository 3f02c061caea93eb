import {
  consumerGroup,
  deploymentEnvironment,
  deploymentProblems,
  startOnDeployment,
} from '@learning-tracker/deployment';
import { createPatience, type Service, serviceEnvironment } from '@learning-tracker/runtime';
import { operationsEnvironment } from '@learning-tracker/runtime/operations';
import manifest from '../package.json' with { type: 'json' };
import { createCalibrateIfDue } from './calibration/calibrate-if-due.ts';
import { createDailyCalibration } from './calibration/daily-calibration.ts';
import { keepCalibrated } from './calibration/keep-calibrated.ts';
import { createCohortSnapshots } from './cohort/cohort-snapshots.ts';
import { createMetricProcessor } from './processor.ts';

const NAME = 'metric-processor';

const environment = { ...serviceEnvironment, ...operationsEnvironment, ...deploymentEnvironment } as const;

/** Composition of one metric-processor; any number of them share the partitions. */
export const metricProcessorService: Service<typeof environment> = {
  name: NAME,
  version: manifest.version,
  purpose: 'Applies facts from the log to the states of learners and courses. Any number may run.',
  environment,
  checks: [deploymentProblems],
  async start(values, context) {
    const { logger, lifecycle } = context;
    const { signal } = lifecycle;
    const { deployment, starting, shared } = await startOnDeployment(NAME, values, context);

    const processor = createMetricProcessor({
      ...deployment,
      ...shared,
      isErased: deployment.erasures.isErased,
      refreshErasures: deployment.erasures.refresh,
      group: consumerGroup(values, NAME),
      onFailure: (error) => void lifecycle.stop('processing failed', error),
    });
    lifecycle.onStop('processor', processor.stop);
    const patiently = createPatience({ ...shared, signal });
    await patiently('join the group', processor.start);

    const calibrating = keepCalibrated({
      ...shared,
      log: deployment.log,
      isOwner: () => processor.holds('content'),
      calibrateIfDue: createCalibrateIfDue({
        ...deployment,
        calibration: createDailyCalibration({
          ...deployment,
          ...shared,
          isErased: deployment.erasures.isErased,
        }),
        cohorts: createCohortSnapshots({
          ...deployment,
          ...shared,
          isErased: deployment.erasures.isErased,
        }),
        logger,
        failures: processor.failures,
        signal,
      }),
      signal,
    });
    lifecycle.onStop('calibration', () => calibrating);
    starting.done([
      {
        failure: 'the readiness check failed',
        check: async () => ({ reasons: processor.failures(), notes: processor.notes() }),
      },
    ]);
  },
};
