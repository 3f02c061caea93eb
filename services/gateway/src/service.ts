import { deploymentEnvironment, deploymentProblems, startOnDeployment } from '@learning-tracker/deployment';
import { type Service, secretVariable, serviceEnvironment, variable } from '@learning-tracker/runtime';
import { waitingCheck } from '@learning-tracker/runtime/operations';
import { z } from 'zod';
import manifest from '../package.json' with { type: 'json' };
import { gatewayEnvironment } from './config.ts';
import { createStoredFigures, describeStoredCourse } from './figures/stored-figures.ts';
import { createGateway } from './gateway.ts';
import { SHORTEST_TOKEN } from './http/token-guard.ts';
import { createLearnerSettings } from './settings/learner-settings.ts';

const NAME = 'gateway';

const environment = {
  ...serviceEnvironment,
  host: variable('GATEWAY_HOST', z.string().default('127.0.0.1'), 'address to serve on'),
  port: variable(
    'GATEWAY_PORT',
    z.coerce.number().int().min(0).max(65_535).default(8080),
    'port to serve on, /healthz, /readyz and /metrics included; 0 takes a free one',
  ),
  token: secretVariable(
    'GATEWAY_TOKEN',
    z.string().min(SHORTEST_TOKEN, `must have at least ${SHORTEST_TOKEN} characters`),
    'guards every learner route; the same in all gateways',
  ),
  ...gatewayEnvironment,
  ...deploymentEnvironment,
} as const;

/** Composition of one gateway; any number of them answer alike. */
export const gatewayService: Service<typeof environment> = {
  name: NAME,
  version: manifest.version,
  purpose: 'Answers dashboards and the learner widget from the stored states. Any number may run.',
  environment,
  checks: [deploymentProblems],
  async start(values, context) {
    const { logger, lifecycle } = context;
    const { host, port, token, allowedOrigins, frameAncestors } = values;
    // Until there is a store to answer from, only its own state is told at its address.
    const own = { ...values, operationsHost: host, operationsPort: port };
    const { deployment, operations, shared } = await startOnDeployment(NAME, own, context);

    const { store } = deployment;
    const gateway = await createGateway({
      store,
      figures: createStoredFigures(store),
      describeCourse: describeStoredCourse,
      settings: createLearnerSettings({ ...deployment, ...shared }),
      ...shared,
      token,
      readiness: waitingCheck(shared.waits).check,
      config: { allowedOrigins, frameAncestors },
    });
    lifecycle.onStop('gateway', gateway.close);
    await operations.close();
    const url = await gateway.listen({ host, port });
    logger.info({ url }, 'serving');
  },
};
