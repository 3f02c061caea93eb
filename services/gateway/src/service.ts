import { deploymentEnvironment, deploymentProblems, openDeployment } from '@learning-tracker/deployment';
import {
  type Service,
  systemScheduler as scheduler,
  serviceEnvironment,
  variable,
} from '@learning-tracker/runtime';
import { createStarting, startOperationsServer, waitingCheck } from '@learning-tracker/runtime/operations';
import { z } from 'zod';
import manifest from '../package.json' with { type: 'json' };
import { gatewayConfigOf, gatewayEnvironment, gatewayProblems, tokenKeysOf } from './config.ts';
import { builtDashboard } from './dashboard/built-dashboard.ts';
import { createStoredFigures, describeStoredCourse } from './figures/stored-figures.ts';
import { createGateway } from './gateway.ts';
import { createLearnerSettings } from './settings/learner-settings.ts';

const environment = {
  ...serviceEnvironment,
  host: variable('GATEWAY_HOST', z.string().default('127.0.0.1'), 'address to serve on'),
  port: variable(
    'GATEWAY_PORT',
    z.coerce.number().int().min(0).max(65_535).default(8080),
    'port to serve on, /healthz, /readyz and /metrics included; 0 takes a free one',
  ),
  ...gatewayEnvironment,
  ...deploymentEnvironment,
} as const;

/** Composition of one gateway; any number of them answer alike. */
export const gatewayService: Service<typeof environment> = {
  name: 'gateway',
  version: manifest.version,
  purpose: 'Answers dashboards and the learner widget from the stored states. Any number may run.',
  environment,
  checks: [deploymentProblems, gatewayProblems],
  async start(values, { logger, telemetry, lifecycle, clock, waits }) {
    const { host, port } = values;
    const shared = { logger, clock, telemetry, waits, scheduler };
    // Until there is a store to answer from, only its own state is told there.
    const starting = createStarting(waits, logger);
    const early = await startOperationsServer({ host, port, checks: starting.checks, telemetry, logger });
    lifecycle.onStop('early operations server', early.close);
    const deployment = await openDeployment(values, {
      ...shared,
      clientId: 'gateway',
      signal: lifecycle.signal,
    });
    lifecycle.onStop('deployment', deployment.close);

    const { store } = deployment;
    const gateway = await createGateway({
      store,
      figures: createStoredFigures(store),
      describeCourse: describeStoredCourse,
      settings: createLearnerSettings({ ...deployment, ...shared }),
      clock,
      logger,
      telemetry,
      keys: tokenKeysOf(values),
      scheduler,
      dashboardFolder: await builtDashboard(logger),
      readiness: waitingCheck(waits).check,
      config: gatewayConfigOf(values),
    });
    lifecycle.onStop('gateway', gateway.close);
    await early.close();
    const url = await gateway.listen({ host, port });
    logger.info({ url }, 'serving');
  },
};
