import { LIST_IS_KNOWN_MS } from '@learning-tracker/deployment';
import { createForgetting } from '@learning-tracker/erasure';
import { countReport, eraseFromLedger, fileNotes } from '@learning-tracker/fetcher';
import {
  builtDashboard,
  createGateway,
  createLearnerSettings,
  createSettingsHistory,
  createStoredFigures,
  describeStoredCourse,
  type GatewayConfig,
  gatewayConfigOf,
  gatewayEnvironment,
} from '@learning-tracker/gateway';
import { createCalibrateIfDue } from '@learning-tracker/metric-processor';
import {
  type Clock,
  type EnvironmentSource,
  type Lifecycle,
  type Logger,
  parseEnvironment,
  pauseFor,
  systemScheduler,
  type Telemetry,
} from '@learning-tracker/runtime';
import { openEmailVault } from '@learning-tracker/storage';
import type { Engine } from './engine.ts';

export interface ServeOptions {
  readonly engine: Engine;
  readonly host: string;
  readonly port: number;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly telemetry: Telemetry;
  readonly lifecycle: Lifecycle;
  /** Secret of the tokens that open learners. */
  readonly tokenSecret: string;
  /** Key of the e-mail vault. */
  readonly vaultKey: string;
  readonly config?: Partial<GatewayConfig>;
  /** What readiness notes beside what the engine itself has to say. */
  readonly notes?: () => readonly string[];
}

/** What the environment says of the gateway of a run: the same variables as of a gateway that runs alone. */
export function servedConfig(env: EnvironmentSource): Partial<GatewayConfig> {
  const { allowedOrigins, frameAncestors, widgetAccess, trustedProxies, ...rest } = gatewayEnvironment;
  const { requestsPerAddress, requestsPerLearner } = rest;
  return gatewayConfigOf(
    parseEnvironment(env, {
      ...{ allowedOrigins, frameAncestors, widgetAccess, trustedProxies },
      ...{ requestsPerAddress, requestsPerLearner },
    }),
  );
}

/** Starts the gateway on an engine. @returns its base URL @throws TrackerError VAULT_KEY_CHANGED */
export async function serve(options: ServeOptions): Promise<string> {
  const { engine, clock, logger, telemetry, lifecycle } = options;
  const { store, log, serde, deployment } = engine;
  const forgetting = createForgetting({
    ports: {
      ...deployment,
      clock,
      listIsKnown: () => pauseFor(LIST_IS_KNOWN_MS, systemScheduler),
      eraseFromLedger: (person) => eraseFromLedger(engine.dataPath, person),
    },
    receipts: deployment.receipts,
    logger,
  });
  const vault = await openEmailVault({ rows: engine.sealedRows, key: options.vaultKey, logger });
  const gateway = await createGateway({
    store,
    figures: createStoredFigures(store),
    describeCourse: describeStoredCourse,
    isErased: deployment.erasures.isErased,
    forgetting,
    settings: createLearnerSettings({ store, log, serde, clock, logger, telemetry, vault }),
    settingsHistory: createSettingsHistory({ log, serde, partitions: store.partitions }),
    vault,
    clock,
    logger,
    telemetry,
    keys: { secret: options.tokenSecret },
    dashboardFolder: await builtDashboard(logger),
    readiness: async () => ({
      reasons: engine.processor.failures(),
      notes: [
        ...engine.processor.notes(),
        ...engine.rollover.notes(),
        ...fileNotes(engine.fetcher.status()),
        ...(options.notes?.() ?? []),
      ],
    }),
    config: options.config ?? {},
  });
  lifecycle.onStop('gateway', () => gateway.close());
  return gateway.listen({ host: options.host, port: options.port });
}

/** Keeps taking what arrives, calibrates at the end of each look, and opens weeks, until the lifecycle stops. */
export function keepGoing(options: ServeOptions & { readonly intervalMs: number }): void {
  const { engine, lifecycle, logger, telemetry, intervalMs } = options;
  const calibrateIfDue = createCalibrateIfDue({
    ...engine,
    failures: () => engine.processor.failures(),
    logger,
    signal: lifecycle.signal,
  });
  let calibrating = false;
  const watching = engine.fetcher.watch({
    intervalMs,
    onReport: (report) => {
      countReport(telemetry, report);
      if (calibrating) return;
      calibrating = true;
      void calibrateWhenCaughtUp().finally(() => {
        calibrating = false;
      });
    },
  });
  engine.rollover.start().catch((error: unknown) => void lifecycle.stop('the weekly rollover failed', error));
  watching.catch((error: unknown) => void lifecycle.stop('the fetcher failed', error));

  async function calibrateWhenCaughtUp(): Promise<void> {
    if (engine.processor.failures().length > 0) return;
    try {
      await engine.caughtUp();
      await calibrateIfDue();
    } catch (error) {
      if (!lifecycle.signal.aborted)
        logger.error({ error }, 'the engine has not caught up; it is looked at again');
    }
  }
}
