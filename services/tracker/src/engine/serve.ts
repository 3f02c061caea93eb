import { randomBytes } from 'node:crypto';
import { countReport, fileNotes } from '@learning-tracker/fetcher';
import {
  createGateway,
  createLearnerSettings,
  createStoredFigures,
  describeStoredCourse,
  type GatewayConfig,
} from '@learning-tracker/gateway';
import { createCalibrateIfDue } from '@learning-tracker/metric-processor';
import type { Clock, Lifecycle, Logger, Telemetry } from '@learning-tracker/runtime';
import type { Engine } from './engine.ts';

export interface ServeOptions {
  readonly engine: Engine;
  readonly host: string;
  readonly port: number;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly telemetry: Telemetry;
  readonly lifecycle: Lifecycle;
  readonly config?: Partial<GatewayConfig>;
  /** What readiness notes beside what the engine itself has to say. */
  readonly notes?: () => readonly string[];
}

/** Starts the gateway on an engine. @returns its base URL and the token that guards every learner route */
export async function serve(
  options: ServeOptions,
): Promise<{ readonly url: string; readonly token: string }> {
  const { engine, clock, logger, telemetry, lifecycle } = options;
  const { store, log, serde } = engine;
  const token = randomBytes(24).toString('base64url');
  const gateway = await createGateway({
    store,
    figures: createStoredFigures(store),
    describeCourse: describeStoredCourse,
    settings: createLearnerSettings({ store, log, serde, clock, logger, telemetry }),
    clock,
    logger,
    telemetry,
    token,
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
  return { url: await gateway.listen({ host: options.host, port: options.port }), token };
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
