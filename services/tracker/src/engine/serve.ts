import { randomBytes } from 'node:crypto';
import {
  createGateway,
  createLearnerSettings,
  createStoredFigures,
  describeStoredCourse,
  type GatewayConfig,
} from '@learning-tracker/gateway';
import type { Clock, Lifecycle, Logger, Telemetry } from '@learning-tracker/runtime';
import { TOPICS } from '@learning-tracker/streams';
import type { Engine } from './engine.ts';
import { countFile, showLag } from './telemetry.ts';

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

/** Keeps taking what arrives and calibrates at the end of each look, until the lifecycle stops. */
export function keepGoing(options: ServeOptions & { readonly intervalMs: number }): void {
  const { engine, lifecycle, logger, telemetry, intervalMs } = options;
  let calibrating = false;
  const watching = engine.fetcher.watch({
    intervalMs,
    onReport: (report) => {
      for (const { name, state, code, reason, rows } of report.files) {
        if (state === 'waiting') continue;
        const good = state === 'published' && rows.dead === 0;
        logger[good ? 'info' : 'warn']({ file: name, state, code, reason, rows }, 'export file');
        countFile(telemetry, state, rows);
      }
      void showLag(engine, telemetry).catch((error: unknown) => logger.warn({ error }, 'lag is not known'));
      if (calibrating) return;
      calibrating = true;
      void calibrate(engine, lifecycle.signal, logger).finally(() => {
        calibrating = false;
      });
    },
  });
  watching.catch((error: unknown) => void lifecycle.stop('the fetcher failed', error));
}

/** What fails here, or is overtaken by new facts, is tried again after the next look. */
async function calibrate(engine: Engine, signal: AbortSignal, logger: Logger): Promise<void> {
  // Readiness tells of a stopped partition; until that is mended no calibration can see everything.
  if (engine.processor.failures().length > 0) return;
  try {
    await engine.caughtUp();
    if (!signal.aborted) await engine.calibration.runDue(await hasClicksSinceCalibration(engine));
  } catch (error) {
    if (!signal.aborted) logger.error({ error }, 'calibration failed; it is tried again');
  }
}

/**
 * Exports of days gone by reach no new day of data: without this, a course whose history is copied in after its
 * newest tables would stay scaled by what little was there at first.
 */
async function hasClicksSinceCalibration({ store, courses, log }: Engine): Promise<boolean> {
  const ends = await log.offsets(TOPICS.clicks);
  for (const courseId of await store.courses()) {
    const positions = (await courses.course(courseId))?.calibration?.positions;
    if (positions === undefined) continue;
    if (ends.some(({ topic, partition, end }) => (positions[`${topic}/${partition}`] ?? 0) < end))
      return true;
  }
  return false;
}
