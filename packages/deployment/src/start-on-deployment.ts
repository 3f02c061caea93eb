import {
  type EnvironmentOf,
  type Scheduler,
  type ServiceContext,
  systemScheduler,
} from '@learning-tracker/runtime';
import {
  createStarting,
  type OperationsServer,
  type operationsEnvironment,
  type Starting,
  startOperationsServer,
} from '@learning-tracker/runtime/operations';
import type { Deployment } from './deployment.ts';
import type { DeploymentValues } from './environment.ts';
import { openDeployment } from './open-deployment.ts';

/** What the parts of a service are made of. */
export interface StartedOnDeployment {
  readonly deployment: Deployment;
  /** Answers readiness with "starting" until it is told what to ask. */
  readonly starting: Starting;
  readonly operations: OperationsServer;
  /** What nearly every part takes. */
  readonly shared: Omit<ServiceContext, 'lifecycle'> & { readonly scheduler: Scheduler };
}

/**
 * Begins a service: answers health and readiness at once, then opens the deployment, however long that takes. Both are
 * closed by the lifecycle, after everything that is registered later.
 *
 * @param name of the service, as the brokers know it
 * @throws TrackerError OPERATIONS_ADDRESS_UNUSABLE and what `openDeployment` throws
 */
export async function startOnDeployment(
  name: string,
  values: DeploymentValues & EnvironmentOf<typeof operationsEnvironment>,
  context: ServiceContext,
): Promise<StartedOnDeployment> {
  const { logger, telemetry, lifecycle, clock, waits } = context;
  const shared = { logger, telemetry, clock, waits, scheduler: systemScheduler };
  const starting = createStarting(waits, logger);
  const operations = await startOperationsServer({
    host: values.operationsHost,
    port: values.operationsPort,
    checks: starting.checks,
    telemetry,
    logger,
  });
  lifecycle.onStop('operations server', operations.close);
  const deployment = await openDeployment(values, { ...shared, clientId: name, signal: lifecycle.signal });
  lifecycle.onStop('deployment', deployment.close);
  return { deployment, starting, operations, shared };
}
