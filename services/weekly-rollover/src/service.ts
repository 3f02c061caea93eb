import {
  consumerGroup,
  deploymentEnvironment,
  deploymentProblems,
  openDeployment,
} from '@learning-tracker/deployment';
import { createPatience, type Service, serviceEnvironment, systemScheduler } from '@learning-tracker/runtime';
import {
  createStarting,
  operationsEnvironment,
  startOperationsServer,
} from '@learning-tracker/runtime/operations';
import { createCourseReader } from '@learning-tracker/storage';
import manifest from '../package.json' with { type: 'json' };
import { createWeeklyRollover } from './rollover.ts';

const NAME = 'weekly-rollover';

const environment = { ...serviceEnvironment, ...operationsEnvironment, ...deploymentEnvironment } as const;

/** Composition of one weekly-rollover; any number of them share the learners. */
export const weeklyRolloverService: Service<typeof environment> = {
  name: NAME,
  version: manifest.version,
  purpose: 'Opens each week in which learners may change their goal and indicators once. Any number may run.',
  environment,
  checks: [deploymentProblems],
  async start(values, { logger, telemetry, lifecycle, clock, waits }) {
    const { signal } = lifecycle;
    const starting = createStarting(waits, logger);
    const operations = await startOperationsServer({
      host: values.operationsHost,
      port: values.operationsPort,
      checks: starting.checks,
      telemetry,
      logger,
    });
    lifecycle.onStop('operations server', operations.close);
    const shared = { logger, clock, telemetry, waits, scheduler: systemScheduler };
    const deployment = await openDeployment(values, { ...shared, clientId: NAME, signal });
    lifecycle.onStop('deployment', deployment.close);

    const rollover = createWeeklyRollover({
      ...shared,
      log: deployment.log,
      serde: deployment.serde,
      courses: createCourseReader(deployment.store),
      isErased: deployment.erasures.isErased,
      group: consumerGroup(values, NAME),
      onFailure: (error) => void lifecycle.stop('the weekly rollover failed', error),
    });
    lifecycle.onStop('weekly rollover', rollover.stop);
    const patiently = createPatience({ ...shared, signal });
    await patiently('join the group', rollover.start);
    starting.done([
      {
        failure: 'the readiness check failed',
        check: async () => ({ reasons: [], notes: rollover.notes() }),
      },
    ]);
  },
};
