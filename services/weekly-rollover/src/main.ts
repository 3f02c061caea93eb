#!/usr/bin/env node
import { deploymentEnvironment, deploymentProblems, openDeployment } from '@learning-tracker/deployment';
import { runService, type Service, serviceEnvironment } from '@learning-tracker/runtime';
import {
  createStarting,
  operationsEnvironment,
  startOperationsServer,
} from '@learning-tracker/runtime/operations';
import { createCourseReader } from '@learning-tracker/storage';
import manifest from '../package.json' with { type: 'json' };
import { createWeeklyRollover } from './rollover.ts';

const environment = { ...serviceEnvironment, ...deploymentEnvironment, ...operationsEnvironment } as const;

const service: Service<typeof environment> = {
  name: 'weekly-rollover',
  version: manifest.version,
  purpose: 'Opens each week in which learners may change their goal and indicators once; runs in any number.',
  environment,
  checks: [deploymentProblems],
  async start(values, { logger, telemetry, lifecycle, clock }) {
    const starting = createStarting(logger);
    const operations = await startOperationsServer({
      host: values.operationsHost,
      port: values.operationsPort,
      checks: [starting.check],
      telemetry,
      logger,
    });
    lifecycle.onStop('operations server', () => operations.close());
    const deployment = await openDeployment(values, {
      clientId: 'weekly-rollover',
      logger,
      clock,
      telemetry,
      signal: lifecycle.signal,
      onWait: starting.waitingTo,
    });
    lifecycle.onStop('deployment', () => deployment.close());
    const { log, serde, store, erasures } = deployment;
    const rollover = createWeeklyRollover({
      log,
      serde,
      courses: createCourseReader(store),
      clock,
      logger,
      telemetry,
      isErased: erasures.isErased,
      onFailure: (error) => void lifecycle.stop('the weekly rollover failed', error),
    });
    lifecycle.onStop('weekly rollover', () => rollover.stop());
    await rollover.start();
    starting.done([
      {
        failure: 'the readiness check failed',
        check: async () => ({ reasons: [], notes: rollover.notes() }),
      },
    ]);
  },
};

await runService(service, {
  argv: process.argv,
  env: process.env,
  version: process.version,
  exit: (code) => process.exit(code),
  stdout: process.stdout,
  stderr: process.stderr,
  on: process.on.bind(process),
  off: process.off.bind(process),
});
