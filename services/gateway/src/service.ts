import {
  deploymentEnvironment,
  deploymentProblems,
  LIST_IS_KNOWN_MS,
  startOnDeployment,
} from '@learning-tracker/deployment';
import { createForgetting } from '@learning-tracker/erasure';
import {
  createPatience,
  pauseFor,
  type Service,
  serviceEnvironment,
  variable,
} from '@learning-tracker/runtime';
import { waitingCheck } from '@learning-tracker/runtime/operations';
import { openEmailVault } from '@learning-tracker/storage';
import { z } from 'zod';
import manifest from '../package.json' with { type: 'json' };
import { gatewayConfigOf, gatewayEnvironment, gatewayProblems, tokenKeysOf } from './config.ts';
import { builtDashboard } from './dashboard/built-dashboard.ts';
import { createStoredFigures, describeStoredCourse } from './figures/stored-figures.ts';
import { createGateway } from './gateway.ts';
import { createLearnerSettings } from './settings/learner-settings.ts';
import { createSettingsHistory } from './settings/settings-history.ts';

const NAME = 'gateway';

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
  name: NAME,
  version: manifest.version,
  purpose: 'Answers dashboards and the learner widget from the stored states. Any number may run.',
  environment,
  checks: [deploymentProblems, gatewayProblems],
  async start(values, context) {
    const { logger, lifecycle } = context;
    const { host, port } = values;
    // Until there is a store to answer from, only its own state is told at its address.
    const own = { ...values, operationsHost: host, operationsPort: port };
    const { deployment, operations, shared } = await startOnDeployment(NAME, own, context);

    const { store, receipts, sealedRows } = deployment;
    const forgetting = createForgetting({
      ports: {
        ...deployment,
        clock: shared.clock,
        listIsKnown: () => pauseFor(LIST_IS_KNOWN_MS, shared.scheduler),
        // The fetcher has it, on a volume of its own.
        eraseFromLedger: null,
      },
      receipts,
      logger,
    });
    const patiently = createPatience({ ...shared, signal: lifecycle.signal });
    const vault = await patiently('open the e-mail vault', () =>
      openEmailVault({ rows: sealedRows, key: values.vaultKey, logger }),
    );
    const gateway = await createGateway({
      store,
      figures: createStoredFigures(store),
      describeCourse: describeStoredCourse,
      isErased: deployment.erasures.isErased,
      forgetting,
      settings: createLearnerSettings({ ...deployment, ...shared, vault }),
      settingsHistory: createSettingsHistory({ ...deployment, partitions: store.partitions }),
      vault,
      ...shared,
      keys: tokenKeysOf(values),
      dashboardFolder: await builtDashboard(logger),
      readiness: waitingCheck(shared.waits).check,
      config: gatewayConfigOf(values),
    });
    lifecycle.onStop('gateway', gateway.close);
    await operations.close();
    const url = await gateway.listen({ host, port });
    logger.info({ url }, 'serving');
  },
};
