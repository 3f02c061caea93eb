import { randomBytes } from 'node:crypto';
import {
  createGateway,
  createStoredFigures,
  describeStoredCourse,
  type GatewayConfig,
} from '@learning-tracker/gateway';
import {
  type Clock,
  type Lifecycle,
  type Logger,
  pauseFor,
  systemScheduler,
  type Telemetry,
} from '@learning-tracker/runtime';
import type { OutcomeCounts } from '@learning-tracker/storage';
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
}

/** Starts the gateway on an engine. @returns its base URL and the token that guards every learner route */
export async function serve(
  options: ServeOptions,
): Promise<{ readonly url: string; readonly token: string }> {
  const { engine, clock, logger, telemetry, lifecycle } = options;
  const token = randomBytes(24).toString('base64url');
  const gateway = await createGateway({
    store: engine.store,
    figures: createStoredFigures(engine.store),
    describeCourse: describeStoredCourse,
    clock,
    logger,
    telemetry,
    token,
    readiness: async () => ({
      reasons: engine.processor.failures(),
      notes: [...engine.processor.notes(), ...fileNotes(engine)],
    }),
    config: options.config ?? {},
  });
  lifecycle.onStop('gateway', () => gateway.close());
  return { url: await gateway.listen({ host: options.host, port: options.port }), token };
}

function fileNotes(engine: Engine): string[] {
  return engine.fetcher
    .status()
    .files.filter(({ state }) => state === 'failed' || state === 'held')
    .map(({ name, state, reason }) => `${name} is ${state}: ${reason ?? 'see the fetcher status'}`);
}

/** Keeps taking what arrives and calibrates each new day of data, until the lifecycle stops. */
export function keepGoing(options: ServeOptions & { readonly intervalMs: number }): void {
  const { engine, lifecycle, logger, intervalMs } = options;
  const wait = (ms: number, signal: AbortSignal) =>
    pauseFor(ms, systemScheduler, signal).catch(() => undefined);
  const watching = engine.fetcher.watch({
    intervalMs,
    onReport: (report) => {
      for (const { name, state, code, reason, rows } of report.files) {
        if (state === 'waiting') continue;
        const good = state === 'published' && rows.dead === 0;
        logger[good ? 'info' : 'warn']({ file: name, state, code, reason, rows }, 'export file');
      }
    },
  });
  watching.catch((error: unknown) => void lifecycle.stop('the fetcher failed', error));
  void calibrateDaily(engine, lifecycle.signal, wait, logger);
}

async function calibrateDaily(
  engine: Engine,
  signal: AbortSignal,
  wait: (ms: number, signal: AbortSignal) => Promise<void>,
  logger: Logger,
): Promise<void> {
  while (!signal.aborted) {
    try {
      await engine.calibration.runDue();
    } catch (error) {
      if (!signal.aborted) logger.error({ error }, 'calibration failed; it is tried again');
    }
    await wait(2_000, signal);
  }
}

/** Counts what each commit did. */
export function countOutcomes(telemetry: Telemetry) {
  return (partition: number | 'content', topic: string, counts: OutcomeCounts): void => {
    for (const [outcome, count] of Object.entries(counts)) {
      if (count > 0) telemetry.count('learning_tracker_records_total', { topic, partition, outcome }, count);
    }
  };
}
